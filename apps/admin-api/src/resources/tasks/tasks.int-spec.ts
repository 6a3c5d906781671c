import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdminApi } from '../../testing/open-admin-api.ts';
import type { Loose, OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

const made = async (body: object): Promise<Loose> => {
  const answer = await api.ask('POST', 'tasks', { body });
  expect(answer.status).toBe(201);
  return answer.body;
};

describe('a task', () => {
  it('needs no more than a name', async () => {
    const task = await made({ name: 'Tom & Jérry’s 2nd!' });

    expect(task).toMatchObject({
      name: 'Tom & Jérry’s 2nd!',
      path: 'f/tasks/tom-jerry-s-2nd',
      enabled: true,
      version: 1,
      script: '',
      options: {},
      subscriptions: [],
      priority: 'normal',
      retry: null,
    });
    expect(task.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('gets the next free path of its name', async () => {
    const first = await made({ name: 'Same' });
    const second = await made({ name: 'Same' });
    const taken = await api.ask('POST', 'tasks', { body: { name: 'x', path: first.path } });

    expect(second.path).toBe('f/tasks/same_2');
    expect([taken.status, taken.body.code]).toEqual([409, 'path_taken']);
  });

  it('keeps its path when it is renamed, and has another one when it is told so', async () => {
    const task = await made({ name: 'Before', path: 'u/ada/before' });
    const renamed = await api.ask('PATCH', `tasks/${task.id}`, { body: { name: 'After' } });
    const moved = await api.ask('PATCH', `tasks/${task.id}`, { body: { path: 'f/team/after' } });
    const other = await made({ name: 'x', path: 'u/ada/before' });

    expect(renamed.body).toMatchObject({ name: 'After', path: 'u/ada/before', version: 2 });
    expect(moved.body).toMatchObject({ path: 'f/team/after', version: 2, hash: renamed.body.hash });
    expect(other.path).toBe('u/ada/before');
  });

  it('renders its subscriptions at every save', async () => {
    const task = await made({
      name: 'Rendered',
      options: { days: 3 },
      subscriptions_template:
        'user/a/b\n\n  user/a/b+1.hours\nuser/a/b+1.hour\n{% if options.days %}user/c/d+{{ options.days }}.days{% endif %}',
    });
    const changed = await api.ask('PATCH', `tasks/${task.id}`, { body: { options: { days: 5 } } });

    expect(task.subscriptions).toEqual(['user/a/b', 'user/a/b+1.hours', 'user/c/d+3.days']);
    expect(changed.body.subscriptions).toEqual(['user/a/b', 'user/a/b+1.hours', 'user/c/d+5.days']);
    expect(changed.body.version).toBe(2);
  });

  it('gives its subscriptions the options that its script is given', async () => {
    await api.ask('POST', 'globals', { body: { key: 'area', value: 'north' } });
    const task = await made({
      name: 'By options',
      options: { area__global: 'area', 'days__range_min0.5_max9': 2, loud__boolean: null },
      subscriptions_template:
        'user/{{ options.area__global }}/sold+{{ options.days__range_min0.5_max9 }}.days\nuser/loud/{{ options.loud__boolean }}',
    });

    expect(task.subscriptions).toEqual(['user/north/sold+2.days', 'user/loud/false']);
  });

  it('takes the template where lines are given as well', async () => {
    const lines = {
      subscriptions: ['user/lines/given'],
      subscriptions_template: 'user/from/template',
    };

    expect((await made({ name: 'Both', ...lines })).subscriptions).toEqual(['user/from/template']);
  });

  it('takes its lines as the template when they are given alone', async () => {
    const task = await made({
      name: 'Lines',
      subscriptions: ['user/a/b', 'cron:30 9 * * mon-fri Europe/Berlin'],
    });

    expect(task.subscriptions_template).toBe('user/a/b\ncron:30 9 * * mon-fri Europe/Berlin');
  });

  it.each([
    [{ script: 'a\n {% if %}' }, 'script', 2],
    [{ script: '{{ a' }, 'script', 1],
    [{ subscriptions_template: '{% for %}' }, 'subscriptions_template', 1],
    [{ subscriptions_template: 'user/a/b\nuser/a' }, 'subscriptions', 2],
    [{ subscriptions: ['user/a/b+1.fortnight'] }, 'subscriptions', 1],
    [{ subscriptions: ['cron:61 * * * *'] }, 'subscriptions', 1],
    [
      { script: '{{ options.greeting }}', options: { greeting: 'Hi {{ name' } },
      'options.greeting',
      1,
    ],
    [{ concurrency: { key: '{% nope %}' } }, 'concurrency.key', 1],
  ])(
    'is refused for %j, with the place of the fault, and not stored',
    async (fields, path, line) => {
      const { status, body } = await api.ask('POST', 'tasks', {
        body: { name: 'Faulty', ...fields },
      });
      const { body: newest } = await api.ask('GET', 'tasks?limit=1');

      expect(newest.data[0]?.name).not.toBe('Faulty');
      expect(status).toBe(422);
      expect(body.errors[0]).toMatchObject({ path, line, column: expect.any(Number) });
      expect(body.errors[0].message).not.toBe('');
    },
  );

  it.each([
    { name: ' ' },
    { script: 7 },
    { options: [1] },
    { preview_event_definitions: {} },
    { path: 'no/slash' },
    { retry: { max_attempts: 21 } },
    { concurrency: { limit: 0 } },
    { id: 'x' },
    { priority: 'urgent' },
  ])('is refused for %j', async (fields) => {
    const { status } = await api.ask('POST', 'tasks', { body: { name: 'x', ...fields } });

    expect(status).toBe(422);
  });

  it.each([
    ['a name of 256 characters', { name: 'x'.repeat(256) }, 'name'],
    ['a script of 500,001', { script: 'x'.repeat(500_001) }, 'script'],
    ['a path of 256', { path: `f/a/${'x'.repeat(252)}` }, 'path'],
    [
      'more than a thousand lines, however they were made',
      { subscriptions_template: '{% for i in (1..1001) %}user/a/b{{ i }}\n{% endfor %}' },
      'subscriptions',
    ],
    [
      'a scope that no document may have',
      { script: `{% permissions %}${'x'.repeat(256)}{% endpermissions %}` },
      'shopify_access_scopes_required.0',
    ],
  ])('may not have %s', async (_what, fields, path) => {
    const { status, body } = await api.ask('POST', 'tasks', { body: { name: 'x', ...fields } });

    expect([status, body.errors[0].path]).toEqual([422, path]);
  });

  it('is refused when rendering its subscriptions takes more than two seconds', async () => {
    const endless =
      '{% for i in (1..999999999) %}{% for j in (1..999999999) %}{% endfor %}{% endfor %}';
    const { status, body } = await api.ask('POST', 'tasks', {
      body: { name: 'Endless', subscriptions_template: endless },
    });

    expect([status, body.errors[0].path]).toEqual([422, 'subscriptions_template']);
    expect(body.errors[0].message).toMatch(/2,?000 ms|2 s/);
  });

  it('keeps the digits and the order of its options', async () => {
    const options = '{"b":1.0,"a":123456789012345678901,"10":1,"9":"\\u0000\\ud800"}';
    const { text } = await api.ask('POST', 'tasks', {
      body: `{"name":"Exact","options":${options}}`,
    });

    expect(text).toContain(`"options":${options}`);
  });

  it('keeps the scopes that its script declares', async () => {
    const task = await made({
      name: 'Scopes',
      script: '{% permissions %}read_orders, write_orders{% endpermissions %}',
    });

    expect(task.shopify_access_scopes_required).toEqual(['read_orders', 'write_orders']);
  });

  it('has one hash for what is left out and for what says the same', async () => {
    const plain = await made({ name: 'Defaults' });
    const whole = await made({
      name: 'Defaults',
      script: '',
      subscriptions: [],
      options: {},
      priority: 'normal',
      concurrency: null,
      retry: null,
      enabled: false,
      path: 'f/else/where',
    });

    expect(whole.hash).toBe(plain.hash);
  });

  it('leaves a word in the audit log: who, what, the hashes and the fields that changed', async () => {
    const task = await made({ name: 'Audited', script: 'one', options: { a: 1, b: 2 } });
    const changed = await api.ask('PATCH', `tasks/${task.id}`, {
      // The same options, written otherwise.
      body: '{"script":"two","options": { "b":2, "a":1 },"path":"f/audited/now","enabled":false}',
    });
    await api.ask('POST', `tasks/${task.id}/versions/1/restore`);
    await api.ask('DELETE', `tasks/${task.id}`);

    const { body } = await api.ask('GET', `audit-log?resource=tasks&resource_id=${task.id}`);
    expect(body.data.map(({ action, changes }: Loose) => [action, changes])).toEqual([
      ['delete', null],
      ['update', { hash: { before: changed.body.hash, after: task.hash }, fields: ['script'] }],
      [
        'update',
        {
          hash: { before: task.hash, after: changed.body.hash },
          fields: ['script', 'path', 'enabled'],
        },
      ],
      ['create', { hash: task.hash }],
    ]);
    expect(body.data[0]).toMatchObject({ actor: 'admin', address: expect.any(String) });
  });

  it('has a version for every change and none for a save that changes nothing', async () => {
    const task = await made({ name: 'Versions', script: 'one' });
    await api.ask('PATCH', `tasks/${task.id}`, { body: { script: 'two', message: 'second' } });
    const same = await api.ask('PATCH', `tasks/${task.id}`, {
      body: { script: 'two', enabled: false },
    });
    const restored = await api.ask('POST', `tasks/${task.id}/versions/1/restore`);
    const { body } = await api.ask('GET', `tasks/${task.id}/versions`);
    const second = await api.ask('GET', `tasks/${task.id}/versions/2`);
    const page = await api.ask('GET', `tasks/${task.id}/versions?limit=2`);
    const rest = await api.ask('GET', `tasks/${task.id}/versions?cursor=${page.body.next_cursor}`);
    const none = await api.ask('POST', `tasks/${task.id}/versions/9/restore`);

    expect(same.body).toMatchObject({ version: 2, enabled: false });
    expect(restored.body).toMatchObject({
      version: 3,
      script: 'one',
      hash: task.hash,
      enabled: false,
    });
    expect(body.data.map(({ version }: Loose) => version)).toEqual([3, 2, 1]);
    expect(rest.body.data.map(({ version }: Loose) => version)).toEqual([1]);
    expect(none.status).toBe(404);
    expect(second.body).toMatchObject({
      message: 'second',
      author: 'admin',
      definition: { script: 'two' },
    });
  });

  it('is refused when it was made on a version that is no longer current', async () => {
    const task = await made({ name: 'Locked' });
    const fresh = await api.ask('PATCH', `tasks/${task.id}`, {
      body: { script: 'a', previous_hash: task.hash },
    });
    const stale = await api.ask('PATCH', `tasks/${task.id}`, {
      body: { script: 'b', previous_hash: task.hash },
    });
    const tagged = await api.ask('PUT', `tasks/${task.id}`, {
      body: { name: 'Locked' },
      headers: { 'if-match': `"${task.hash}"` },
    });

    expect(fresh.status).toBe(200);
    expect([stale.status, stale.body.hash]).toEqual([409, fresh.body.hash]);
    expect(tagged.status).toBe(409);
  });

  it('lets changes of different fields at the same time all take place', async () => {
    const task = await made({ name: 'Raced' });
    const changes = [{ script: 'x' }, { docs: 'y' }, { tags: ['z'] }];
    await Promise.all(changes.map((body) => api.ask('PATCH', `tasks/${task.id}`, { body })));

    const { body } = await api.ask('GET', `tasks/${task.id}`);

    expect(body).toMatchObject({ script: 'x', docs: 'y', tags: ['z'], version: 4 });
  });

  it('is replaced as a whole by PUT, but for path and enabled', async () => {
    const task = await made({ name: 'Whole', script: 'a', docs: 'b', enabled: false });
    const { body } = await api.ask('PUT', `tasks/${task.id}`, {
      body: { name: 'Whole', script: 'c' },
    });

    expect(body).toMatchObject({ script: 'c', docs: null, enabled: false, path: task.path });
  });

  it('runs by hand, as the topic it asks for', async () => {
    const task = await made({ name: 'By hand', subscriptions: ['mechanic/user/text'] });
    const { status, body } = await api.ask('POST', `tasks/${task.id}/run`, {
      body: { data: 'hello' },
    });
    const event = await api.ask('GET', `events/${body.event_id}`);

    expect(status).toBe(201);
    expect(event.body).toMatchObject({
      topic: 'mechanic/user/text',
      data: 'hello',
      source: 'user',
    });
  });

  it('does not run while it is disabled', async () => {
    const task = await made({ name: 'Disabled', enabled: false });
    const { status, body } = await api.ask('POST', `tasks/${task.id}/run`);

    expect([status, body.code]).toEqual([409, 'task_disabled']);
  });

  it('is gone when it is deleted, and its path is free', async () => {
    const task = await made({ name: 'Deleted' });
    const deleted = await api.ask('DELETE', `tasks/${task.id}`);
    const again = await made({ name: 'Deleted' });

    expect(deleted.status).toBe(204);
    expect((await api.ask('GET', `tasks/${task.id}`)).status).toBe(404);
    expect(again.path).toBe(task.path);
  });
});
