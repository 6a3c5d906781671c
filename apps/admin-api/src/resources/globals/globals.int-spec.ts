import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdminApi } from '../../testing/open-admin-api.ts';
import type { OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

describe('globals', () => {
  it('are made, listed by key, changed and deleted, by key or by id, to the last digit', async () => {
    const made = await api.ask('POST', 'globals', { body: '{"key":"limits","value":{"max":1.0}}' });
    await api.ask('POST', 'globals', { body: { key: 'api_url', value: 'https://a.example' } });
    const listed = await api.ask('GET', 'globals?limit=1');
    const next = await api.ask('GET', `globals?cursor=${listed.body.next_cursor}`);
    const byId = await api.ask('GET', `globals/${made.body.id}`);
    const changed = await api.ask('PATCH', 'globals/limits', { body: '{"value": [ 2.50 ]}' });
    const deleted = await api.ask('DELETE', 'globals/limits');

    expect([made.status, made.text]).toEqual([201, expect.stringContaining('{"max":1.0}')]);
    expect(listed.body.data).toMatchObject([{ key: 'api_url' }]);
    expect(next.body).toMatchObject({ data: [{ key: 'limits' }], next_cursor: null });
    expect(byId.body).toEqual(made.body);
    expect(changed.text).toContain('"value":[2.50]');
    expect(deleted.status).toBe(204);
    expect((await api.ask('GET', 'globals/limits')).status).toBe(404);
    expect((await api.ask('PATCH', 'globals/limits', { body: { value: 1 } })).status).toBe(404);
  });

  it.each([
    [{ key: 'Upper', value: 1 }, 422],
    [{ key: '1st', value: 1 }, 422],
    [{ key: '__proto__', value: 1 }, 422],
    [{ key: 'x'.repeat(101), value: 1 }, 422],
    [{ key: 'ok' }, 422],
    [{ key: 'ok', value: 1, more: 1 }, 422],
    [{ key: 'x'.repeat(100), value: 1 }, 201],
    [{ key: 'large', value: 'x'.repeat(65_534) }, 201],
    [{ key: 'larger', value: 'x'.repeat(65_535) }, 413],
  ])('have keys and values within limits: %#', async (body, status) => {
    expect((await api.ask('POST', 'globals', { body })).status).toBe(status);
  });

  it('are one for each key, also of the name of something else', async () => {
    const body = { key: 'constructor', value: null };
    const [first, second] = [
      await api.ask('POST', 'globals', { body }),
      await api.ask('POST', 'globals', { body }),
    ];

    expect([first.status, second.status, second.body.code]).toEqual([201, 409, 'conflict']);
  });

  it('leave a word in the audit log, without their values', async () => {
    await api.ask('POST', 'globals', { body: { key: 'noted', value: 'a value' } });
    await api.ask('PUT', 'globals/noted', { body: { value: 'another value' } });
    await api.ask('DELETE', 'globals/noted');

    const { body, text } = await api.ask('GET', 'audit-log?resource=globals&limit=3');
    expect(body.data).toMatchObject(
      ['delete', 'update', 'create'].map((action) => ({ action, resource_id: 'noted' })),
    );
    expect(text).not.toContain('a value');
  });
});

describe('secrets', () => {
  const VALUE = 'the value of a secret';

  it('are made, listed, changed and deleted, and never shown', async () => {
    const answers = [
      await api.ask('POST', 'secrets', { body: { key: 'api_key', value: VALUE } }),
      await api.ask('GET', 'secrets'),
      await api.ask('GET', 'secrets/api_key'),
      await api.ask('PATCH', 'secrets/api_key', { body: { value: `${VALUE} 2` } }),
    ];
    const tables = await textOfEveryTable();
    const deleted = await api.ask('DELETE', `secrets/${answers[0]!.body.id}`);

    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
    expect(answers[2]!.body).toEqual({ ...answers[0]!.body });
    for (const { text } of answers) expect(text).not.toContain(VALUE);
    expect(tables).toContain('api_key');
    expect(tables).not.toContain(VALUE);
    expect(deleted.status).toBe(204);
    expect((await api.ask('GET', 'secrets/api_key')).status).toBe(404);
  });

  it('say how many tasks use them, whichever way they are named', async () => {
    await api.ask('POST', 'secrets', { body: { key: 'used', value: 'x' } });
    await api.ask('POST', 'secrets', { body: { key: 'use', value: 'x' } });
    const scripts = ['{{ secrets.used }}', `{{ secrets["used"] }}{{ secrets.used }}`, '{{ used }}'];
    for (const script of scripts) {
      await api.ask('POST', 'tasks', { body: { name: 'T', script: `{% log 1 %}${script}` } });
    }
    const more = [
      { script: '{{ options.key__secret }}', options: { key__secret: 'used' } },
      { script: '{{ options.keys__secret_array }}', options: { keys__secret_array: ['used'] } },
      { script: '{{ options.text__array }}', options: { text__array: ['{{ secrets.used }}'] } },
      { concurrency: { key: '{{ secrets.used }}', ordered: true } },
      // A choice that is called as a secret is; a value that nothing refers to any more.
      {
        script: '{{ options.c__select_o1_used_o2_secret }}',
        options: { c__select_o1_used_o2_secret: 'used' },
      },
      { options: { stale__secret: 'used' } },
    ];
    for (const fields of more) {
      await api.ask('POST', 'tasks', { body: { name: 'T', ...fields } });
    }

    const { body } = await api.ask('GET', 'secrets');

    expect(body.data).toMatchObject([
      { key: 'use', task_count: 0 },
      { key: 'used', task_count: 6 },
    ]);
  });

  it.each([
    [{ key: 'ok', value: '' }, 422],
    [{ key: 'ok', value: 1 }, 422],
    [{ key: 'large', value: 'ß'.repeat(32_768) }, 201],
    [{ key: 'larger', value: 'ß'.repeat(32_769) }, 422],
    [{ key: 'a-b', value: 'x' }, 422],
  ])('have keys and values within limits: %#', async (body, status) => {
    expect((await api.ask('POST', 'secrets', { body })).status).toBe(status);
  });

  async function textOfEveryTable(): Promise<string> {
    const { database } = api.platform;
    const tables = await database.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const texts = await Promise.all(
      tables.map(({ name }) => database.query<{ text: string }>(`select t::text from "${name}" t`)),
    );
    return JSON.stringify(texts);
  }
});

describe('event filters', () => {
  it('are made, listed, changed and deleted', async () => {
    const made = await api.ask('POST', 'event-filters', {
      body: { name: 'No tests', template: '{% if event.data.test %}false{% endif %}' },
    });
    const changed = await api.ask('PATCH', `event-filters/${made.body.id}`, {
      body: { enabled: false },
    });
    const listed = await api.ask('GET', 'event-filters');
    const deleted = await api.ask('DELETE', `event-filters/${made.body.id}`);

    expect([made.status, made.body.enabled]).toEqual([201, true]);
    expect(changed.body).toMatchObject({ name: 'No tests', enabled: false });
    expect(listed.body.data).toEqual([changed.body]);
    expect(deleted.status).toBe(204);
    expect((await api.ask('GET', `event-filters/${made.body.id}`)).status).toBe(404);
  });

  it('that do not parse are refused with line and column', async () => {
    const { status, body } = await api.ask('POST', 'event-filters', {
      body: { name: 'Broken', template: 'a\n{% if %}' },
    });

    expect([status, body.errors]).toEqual([
      422,
      [expect.objectContaining({ path: 'template', line: 2, column: expect.any(Number) })],
    ]);
  });

  it('are twenty in a Workspace at most', async () => {
    const body = { name: 'One of many', template: '' };
    const statuses = [];
    for (let n = 0; n <= 20; n += 1) {
      statuses.push((await api.ask('POST', 'event-filters', { body })).status);
    }

    expect(statuses).toEqual([...Array<number>(20).fill(201), 409]);
  });
});

describe('events', () => {
  it('are replayed by filter, each once and in their order', async () => {
    const ids: string[] = [];
    for (const n of [1, 2, 3]) {
      const { body } = await api.ask('POST', 'events', {
        body: `{"topic":"user/bulk/replay","data":{"n":${n}.0}}`,
      });
      ids.push(body.id);
    }
    await api.ask('POST', 'events', { body: { topic: 'user/bulk/other' } });

    const { status, body } = await api.ask('POST', 'events/replay', {
      body: { filter: { topic: 'user/bulk/replay' } },
    });

    const { body: list, text } = await api.ask('GET', 'events?source=replay');
    expect([status, body]).toEqual([202, { queued: 3 }]);
    expect(list.data.map((event: { replay_of: string }) => event.replay_of)).toEqual(
      [...ids].reverse(),
    );
    expect(text).toContain('{"n":2.0}');
  });

  it.each([{}, { filter: {} }, { filter: { colour: 'red' } }, { filter: { topic: 'x' }, data: 1 }])(
    'are not replayed by %j',
    async (body) => {
      expect((await api.ask('POST', 'events/replay', { body })).status).toBe(422);
    },
  );
});

describe('a subscriptions template', () => {
  it('sees the globals as they are when the task is saved, and not before it is saved again', async () => {
    await api.ask('POST', 'globals', { body: { key: 'region', value: 'north' } });
    const made = await api.ask('POST', 'tasks', {
      body: { name: 'Regional', subscriptions_template: 'user/{{ globals.region }}/sold' },
    });

    await api.ask('PATCH', 'globals/region', { body: { value: 'south' } });
    const kept = await api.ask('GET', `tasks/${made.body.id}`);
    const saved = await api.ask('PATCH', `tasks/${made.body.id}`, { body: { docs: 'Saved' } });

    expect(made.body.subscriptions).toEqual(['user/north/sold']);
    expect(kept.body.subscriptions).toEqual(['user/north/sold']);
    expect(saved.body.subscriptions).toEqual(['user/south/sold']);
  });
});
