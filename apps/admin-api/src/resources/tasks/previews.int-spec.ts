import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdminApi } from '../../testing/open-admin-api.ts';
import type { Loose, OpenAdminApi } from '../../testing/open-admin-api.ts';
import { PREVIEWS_PER_MINUTE } from './preview-budget.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

const tokenOf = async (scopes: string[]): Promise<string> => {
  const { body } = await api.ask('POST', 'tokens', {
    body: { label: 'x', scopes, expires_at: null },
  });
  return body.token;
};

const freshToken = () => tokenOf([]);

const preview = async (body: object, token?: string) =>
  api.ask('POST', 'tasks/preview', { body, token: token ?? (await freshToken()) });

const definitionOf = (topic: string, data: unknown, expectations?: object) => ({
  description: `of ${topic}`,
  event_attributes: { topic, data },
  ...(expectations && { expect: expectations }),
});

describe('a preview', () => {
  it('shows what a task renders, in order, for its own definitions', async () => {
    const { status, body } = await preview({
      subscriptions: ['user/a/b', 'user/a/b+1.day'],
      script:
        '{% log event.preview, cache, cache["k"] %}{% action "http", url: event.data.url, __meta: 1.0 %}{% result options.x %}',
      options: { x: '{{ event.data.url | upcase }}' },
      preview_event_definitions: [
        definitionOf('user/a/b', { url: 'https://a.example' }),
        definitionOf('user/a/b', { url: 'https://b.example' }),
      ],
    });

    expect(status).toBe(200);
    expect(body.ok).toBe(true);
    expect(body.events).toHaveLength(2);
    expect(body.events[0]).toEqual({
      ok: true,
      topic: 'user/a/b',
      description: 'of user/a/b',
      objects: [
        { log: [true, null, null] },
        { action: { type: 'http', options: { url: 'https://a.example' }, meta: 1 } },
        { result: 'HTTPS://A.EXAMPLE' },
      ],
      error: null,
      expectations: [],
      warnings: ['actions.0.options.method: is required'],
    });
  });

  it('warns about actions that could not be performed, and is ok with them', async () => {
    await api.ask('POST', 'secrets', { body: { key: 'url', value: 'https://a.example' } });
    const { body } = await preview({
      subscriptions: ['user/a/b'],
      script:
        '{% action "echo", 1 %}{% log 1 %}{% action "http", method: "get", url: "ftp://a" %}{% action "htpp", a: 1 %}{% action "http", method: "get", url: secrets.url %}{% action "http", method: "get", url: "https://a.example", surprise: 1 %}',
    });

    expect(body.ok).toBe(true);
    expect(body.events[0].warnings).toEqual([
      'actions.1.options.url: must begin with http:// or https://',
      expect.stringMatching(/^actions\.2\.type: there is no action of type "htpp"/),
      'actions.4.options.surprise: unknown option, ignored',
    ]);
  });

  it('takes the latest real event of a topic, a built-in sample, or nothing', async () => {
    await api.ask('POST', 'events', { body: { topic: 'user/real/one', data: { n: 1 } } });
    await api.ask('POST', 'events', { body: { topic: 'user/real/one', data: { n: 2 } } });
    await api.ask('POST', 'events', { body: { topic: 'user/own/first', data: { n: 3 } } });

    const { body } = await preview({
      subscriptions: [
        'user/real/one',
        'user/own/first',
        'mechanic/scheduler/daily',
        'user/never/seen',
        'cron:0 9 * * *',
      ],
      script: '{% log event.data %}',
      preview_event_definitions: [definitionOf('user/own/first', { n: 4 })],
    });

    const logs = body.events.map(({ topic, objects }: Loose) => [topic, objects[0].log]);
    expect(logs).toEqual([
      ['user/real/one', { n: 2 }],
      ['user/own/first', { n: 4 }],
      ['mechanic/scheduler/daily', { scheduled_at: expect.any(String) }],
      ['user/never/seen', {}],
      ['mechanic/scheduler/cron', expect.objectContaining({ tz: 'UTC' })],
    ]);
  });

  it('shows no real event to a token that may not read events', async () => {
    await api.ask('POST', 'events', { body: { topic: 'user/private/one', data: { n: 1 } } });
    const body = { subscriptions: ['user/private/one'], script: '{% log event.data %}' };

    const tasksOnly = await preview(body, await tokenOf(['tasks:write']));
    const both = await preview(body, await tokenOf(['tasks:write', 'events:read']));

    expect(tasksOnly.body.events[0].objects).toEqual([{ log: {} }]);
    expect(both.body.events[0].objects).toEqual([{ log: { n: 1 } }]);
  });

  it('gives options their globals, and references in place of secrets', async () => {
    await api.ask('POST', 'globals', { body: { key: 'limits', value: { most: 1 } } });
    await api.ask('POST', 'secrets', { body: { key: 'api_key', value: 'raw-and-hidden' } });
    const { text, body } = await preview({
      script: '{% log options.l__global %}{% log options.k__secret %}{% log options.no__global %}',
      options: { l__global: 'limits', k__secret: 'api_key', no__global: 'none' },
    });

    expect(body.events[0].objects).toEqual([
      { log: { most: 1 } },
      { log: expect.stringMatching(/^__millwright_secret:api_key:/) },
      { log: null },
    ]);
    expect(text).not.toContain('raw-and-hidden');
  });

  it('gives a reference that is something, and goes into texts and JSON', async () => {
    await api.ask('POST', 'secrets', { body: { key: 'token', value: 'hidden' } });
    const { body } = await preview({
      script:
        '{% assign t = secrets.token %}{% if t and t != blank %}{% log t, secrets.none %}{% assign b = t | prepend: "Bearer " | append: "!" %}{% log b %}{"log": {{ t | json }}}{% endif %}',
    });

    const [{ log: given }, text, json] = body.events[0].objects;
    expect(given).toEqual([expect.stringMatching(/^__millwright_secret:token:/), null]);
    expect([text, json]).toEqual([{ log: `Bearer ${given[0]}!` }, { log: given[0] }]);
  });

  it('signs with what stands for a secret, and not with the secret', async () => {
    await api.ask('POST', 'secrets', { body: { key: 'signing', value: 'hidden' } });
    const { body } = await preview({
      script: '{% assign sign = "x" | hmac_sha256: secrets.signing %}{% log sign %}',
    });

    expect(body.ok).toBe(true);
    expect(body.events[0].objects).toEqual([{ log: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(body.events[0].objects[0].log).not.toBe(
      createHmac('sha256', 'hidden').update('x').digest('hex'),
    );
  });

  it('has no effect', async () => {
    const before = await api.ask('GET', 'events?limit=1');
    await preview({
      subscriptions: ['user/a/b'],
      script:
        '{% action "cache", "set", "previewed", 1 %}{% action "event", topic: "user/x/y", data: 1 %}',
    });

    expect((await api.ask('GET', 'cache/previewed')).status).toBe(404);
    expect((await api.ask('GET', 'events?limit=1')).body).toEqual(before.body);
    expect((await api.ask('GET', 'action-runs')).body.data).toEqual([]);
  });

  it.each([
    ['{% log 1 %}\n{{ 1 | nope }}', 'liquid_syntax', 2],
    ['{% log 1 %}\n{{ "2024-01-01" | date: "%F", tz: "No/Where" }}', 'liquid_render', 2],
  ])('of %j has an error with its place', async (script, code, line) => {
    const { status, body } = await preview({ subscriptions: ['user/a/b'], script });

    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: false, events: [{ error: { code, line } }] });
  });

  it('is not ok with an error object, unless that is expected', async () => {
    const task = {
      subscriptions: ['user/a/b'],
      script: '{% error "no address" %}',
      preview_event_definitions: [definitionOf('user/a/b', {})],
    };
    const expecting = {
      ...task,
      preview_event_definitions: [definitionOf('user/a/b', {}, { errors: ['no address'] })],
    };

    const unexpected = await preview(task);
    const expected = await preview(expecting);

    expect(unexpected.body).toMatchObject({
      ok: false,
      events: [{ ok: false, error: null, objects: [{ error: 'no address' }] }],
    });
    expect(expected.body.ok).toBe(true);
  });

  it('checks expectations and names the path of the first difference', async () => {
    const { body } = await preview({
      subscriptions: ['user/a/b'],
      script: '{% action "http", url: event.data.url %}{% log 1 %}',
      preview_event_definitions: [
        definitionOf(
          'user/a/b',
          { url: 'https://a.example' },
          { actions: [{ type: 'http', options: { url: 'https://b.example' } }], logs: [1] },
        ),
      ],
    });

    expect(body.ok).toBe(false);
    expect(body.events[0].expectations).toEqual([
      {
        ok: false,
        message: 'actions.0.options.url: expected "https://b.example", found "https://a.example"',
      },
      { ok: true, message: 'logs: as expected' },
    ]);
  });

  it('of a saved task takes other fields over it', async () => {
    const { body: task } = await api.ask('POST', 'tasks', {
      body: {
        name: 'Saved',
        subscriptions: ['user/a/b'],
        script: '{% log task.name, options.x %}',
      },
    });
    const token = await freshToken();

    const saved = await api.ask('POST', `tasks/${task.id}/preview`, { token });
    const changed = await api.ask('POST', `tasks/${task.id}/preview`, {
      token,
      body: { options: { x: 'y' } },
    });

    expect(saved.body.events[0].objects).toEqual([{ log: ['Saved', null] }]);
    expect(changed.body.events[0].objects).toEqual([{ log: ['Saved', 'y'] }]);
    expect((await api.ask('GET', `tasks/${task.id}`)).body.version).toBe(1);
  });

  it('renders with options that are missing, so that a form can be filled in step by step', async () => {
    const { status, body } = await preview({
      subscriptions: ['user/a/b'],
      script: '{% if options.to__required == blank %}{% error "Fill in To" %}{% endif %}',
    });

    expect(status).toBe(200);
    expect(body.events[0].objects).toEqual([{ error: 'Fill in To' }]);
  });

  it(`may be asked for ${PREVIEWS_PER_MINUTE} times a minute by a token`, async () => {
    const token = await freshToken();
    for (let count = 0; count < PREVIEWS_PER_MINUTE; count += 1) {
      expect((await preview({ script: '' }, token)).status).toBe(200);
    }
    const tooMany = await preview({ script: '' }, token);
    const other = await preview({ script: '' });

    expect([tooMany.status, tooMany.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(tooMany.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(other.status).toBe(200);
  });
});

describe('saving a task whose preview is not ok', () => {
  const faulty = {
    name: 'Faulty',
    subscriptions: ['user/a/b'],
    script: '{% error "no address" %}',
    preview_event_definitions: [definitionOf('user/a/b', {}, { errors: [], logs: [1] })],
  };

  it('is done with warnings', async () => {
    const { status, body } = await api.ask('POST', 'tasks', { body: faulty });

    expect(status).toBe(201);
    expect(body.warnings.map(({ path, message }: Loose) => [path, message])).toEqual([
      ['preview.user/a/b', 'no address'],
      ['preview.user/a/b', expect.stringMatching(/^logs: expected 1 item/)],
      ['preview.user/a/b', expect.stringMatching(/^errors: expected 0 items/)],
    ]);
  });

  it('is refused when its preview is to be checked, and stores nothing', async () => {
    const { body: task } = await api.ask('POST', 'tasks', { body: { name: 'Checked' } });
    const created = await api.ask('POST', 'tasks?check_preview=true', { body: faulty });
    const { name: _name, ...fields } = faulty;
    const patched = await api.ask('PATCH', `tasks/${task.id}?check_preview=true`, { body: fields });
    const fine = await api.ask('PATCH', `tasks/${task.id}?check_preview=true`, {
      body: { script: '{% log 1 %}' },
    });

    for (const { status, body } of [created, patched]) {
      expect([status, body.code]).toEqual([422, 'preview_failed']);
      expect(body.errors[0]).toEqual({ path: 'preview.user/a/b', message: 'no address' });
    }
    expect(fine.body).toMatchObject({ version: 2, warnings: [] });
  });

  it('is done with warnings about its actions, also when the preview is to be checked', async () => {
    const { status, body } = await api.ask('POST', 'tasks?check_preview=true', {
      body: { name: 'Nowhere', subscriptions: ['user/a/b'], script: '{% action "htpp", a: 1 %}' },
    });

    expect(status).toBe(201);
    expect(body.warnings).toEqual([
      {
        path: 'preview.user/a/b',
        message: expect.stringMatching(/^actions\.0\.type: there is no/),
      },
    ]);
  });

  it('takes less than 100 ms with a preview in it', async () => {
    const times: number[] = [];
    for (let number = 0; number < 20; number += 1) {
      const startedAt = performance.now();
      await api.ask('POST', 'tasks', {
        body: { name: 'Timed', subscriptions: ['user/a/b'], script: `{% log ${number} %}` },
      });
      times.push(performance.now() - startedAt);
    }

    const median = times.sort((a, b) => a - b)[10]!;
    expect(median).toBeLessThan(100);
  });
});
