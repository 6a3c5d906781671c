import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdminApi } from '../../testing/open-admin-api.ts';
import type { Loose, OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

const imported = (body: unknown, query = '') => api.ask('POST', `tasks/import${query}`, { body });
const exported = (id: string) => api.ask('GET', `tasks/${id}/export`);
const namesOf = async (): Promise<string[]> =>
  (await api.ask('GET', 'tasks?limit=200')).body.data.map(({ name }: Loose) => name);

describe('exporting a task', () => {
  it('and importing it gives an equal hash, digits and unknown keys kept', async () => {
    const body = `{"name":"Whole","script":"{{ options.a__number }}","options":{"a__number":1.0,"stale":"x"},
      "subscriptions_template":"user/a/b+{{ options.a__number | times: 2 | round }}.days","docs":"# D","tags":["t"],
      "preview_event_definitions":[{"description":"d","event_attributes":{"topic":"user/a/b","data":{"n":12345678901234567890}}}],
      "perform_action_runs_in_sequence":true,"priority":"high","concurrency":{"limit":2},"retry":{"max_attempts":3},
      "shopify_access_scopes_required":["read_orders"],"shopify_api_version":"2024-07","vendor":{"id":1.50}}`;
    const { status, body: first } = await imported(body);
    const { text, body: document } = await exported(first.data[0].id);
    const { body: second } = await imported(text, '?overwrite=true');
    const { body: third } = await imported(text);

    expect(status).toBe(201);
    expect(text).toContain('"n":12345678901234567890');
    expect(text).toContain('"vendor":{"id":1.50}');
    expect(document).not.toHaveProperty('id');
    expect(document).not.toHaveProperty('unknown_keys');
    expect(second.data[0]).toMatchObject({
      id: first.data[0].id,
      hash: first.data[0].hash,
      version: 1,
      created: false,
    });
    expect(third.data[0]).toMatchObject({
      hash: first.data[0].hash,
      created: true,
      path: 'f/tasks/whole_2',
    });
  });

  it('has the documented keys', async () => {
    const { body } = await api.ask('POST', 'tasks', { body: { name: 'Keys' } });
    const { body: document } = await exported(body.id);

    expect(Object.keys(document).sort()).toEqual(
      [
        ...['name', 'options', 'script', 'subscriptions', 'subscriptions_template', 'docs', 'tags'],
        ...['preview_event_definitions', 'perform_action_runs_in_sequence'],
        ...['halt_action_run_sequence_on_error', 'online_store_javascript'],
        ...['order_status_javascript', 'shopify_api_version', 'liquid_profiling', 'path'],
        ...['priority', 'concurrency', 'retry', 'trigger_data_mode', 'delete_after_secs'],
        'shopify_access_scopes_required',
      ].sort(),
    );
  });

  it('of another Workspace is not possible', async () => {
    expect((await exported('00000000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});

describe('importing tasks', () => {
  it('warns about keys that are not known', async () => {
    const { body } = await imported({ name: 'Unknown', author: 'x', __proto: 1 });

    expect(body.data[0].warnings.map(({ path }: Loose) => path)).toEqual(['author', '__proto']);
  });

  it('takes all of an array or none', async () => {
    const before = await namesOf();
    const { status, body } = await imported([
      { name: 'Good' },
      { name: 'Bad', script: '\n{% if %}' },
      { name: 'Worse', subscriptions: ['user/a'] },
    ]);

    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { path: '1.script', line: 2 },
      { path: '2.subscriptions', line: 1 },
    ]);
    expect(await namesOf()).toEqual(before);
  });

  it('stores what misses required options disabled, and names them', async () => {
    const task = { name: 'Needs', script: '{{ options.to__email_required }}' };
    const { body } = await imported([
      task,
      { ...task, options: { to__email_required: 'a@b.example' } },
    ]);
    const wrong = await imported({ ...task, options: { to__email_required: 'nobody' } });
    const off = await imported({
      ...task,
      enabled: false,
      options: { to__email_required: 'nobody' },
    });

    expect(body.data).toMatchObject([
      { enabled: false, needs_configuration: ['to__email_required'] },
      { enabled: true, needs_configuration: [] },
    ]);
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, 'options.to__email_required']);
    expect(off.body.data[0]).toMatchObject({ enabled: false });
  });

  it('enables them unless told otherwise', async () => {
    const tasks = [{ name: 'On' }, { name: 'Off', enabled: false }];
    const plain = await imported(tasks);
    const none = await imported(tasks, '?enabled=false');

    expect(plain.body.data.map(({ enabled }: Loose) => enabled)).toEqual([true, false]);
    expect(none.body.data.map(({ enabled }: Loose) => enabled)).toEqual([false, false]);
  });

  it('overwrites by exact name, and leaves history, path and state as they are', async () => {
    const { body: task } = await api.ask('POST', 'tasks', {
      body: { name: 'Over', script: 'one', path: 'f/mine/over', enabled: false },
    });
    const { body } = await imported(
      [
        { name: 'Over', script: 'two', path: 'f/else/where' },
        { name: 'over', script: 'new' },
      ],
      '?overwrite=true',
    );
    const versions = await api.ask('GET', `tasks/${task.id}/versions`);

    expect(body.data).toMatchObject([
      { id: task.id, created: false, version: 2, path: 'f/mine/over', enabled: false },
      { created: true, version: 1, path: 'f/tasks/over' },
    ]);
    expect(versions.body.data.map(({ message }: Loose) => message)).toEqual(['imported', null]);
  });

  it('disables the task it overwrites when that would miss required options', async () => {
    const { body: task } = await api.ask('POST', 'tasks', { body: { name: 'Complete' } });
    const { body } = await imported(
      { name: 'Complete', script: '{{ options.a__required }}' },
      '?overwrite=true',
    );

    expect(body.data[0]).toMatchObject({
      id: task.id,
      enabled: false,
      needs_configuration: ['a__required'],
    });
  });

  it('leaves no enabled task with options that are wrong, whatever the import says of enabling', async () => {
    const options = { n__number: 'many' };
    const script = '{{ options.n__number }}';
    const { body: task } = await api.ask('POST', 'tasks', { body: { name: 'Right', script } });
    await api.ask('POST', 'tasks', { body: { name: 'Resting', script, enabled: false } });

    const refused = await imported(
      { name: 'Right', script, options, enabled: false },
      '?overwrite=true&enabled=false',
    );
    const { body: resting } = await imported(
      { name: 'Resting', script, options },
      '?overwrite=true',
    );

    expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'options.n__number']);
    expect((await api.ask('GET', `tasks/${task.id}`)).body).toMatchObject({ version: 1 });
    expect(resting.data[0]).toMatchObject({
      enabled: false,
      version: 2,
      warnings: [{ path: 'options.n__number' }],
    });
  });

  it('is in the audit log, with the hashes before and after', async () => {
    const { body } = await imported({ name: 'Audited' });
    const { body: log } = await api.ask('GET', 'audit-log?action=import&limit=1');
    const [{ id, hash }] = body.data;

    expect(log.data[0].changes.tasks).toEqual([{ id, hash: { before: null, after: hash } }]);
  });

  it('is refused when two tasks have the name to be overwritten', async () => {
    await imported([{ name: 'Twice' }, { name: 'Twice' }]);

    const stored = await imported({ name: 'Twice', script: 'x' }, '?overwrite=true');
    const given = await imported([{ name: 'New' }, { name: 'New' }], '?overwrite=true');

    expect([stored.status, stored.body.code]).toEqual([409, 'conflict']);
    expect([given.status, given.body.errors[0].path]).toEqual([422, '1.name']);
  });

  it('is refused when a preview is to be checked and is not ok', async () => {
    const tasks = [{ name: 'Fine' }, { name: 'Not', script: '{% error "no" %}' }];
    const { status, body } = await imported(tasks, '?check_preview=true');

    expect([status, body.code]).toEqual([422, 'preview_failed']);
    expect(body.errors[0].path).toBe('1.preview.mechanic/user/trigger');
  });

  it.each([
    ['[', 400],
    ['7', 422],
    ['[7]', 422],
    ['{}', 422],
    [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400],
    ['{"name":"a\\u0000"}', 422],
    ['{"name":"a","script":"a\\u0000"}', 422],
  ])('is refused for %.30s', async (body, expected) => {
    expect((await imported(body)).status).toBe(expected);
  });

  it('stores a thousand tasks in less than ten seconds', async () => {
    const script = `{% assign x = event.data %}${'{% if x.a == 1 %}{% log x.b, options.note %}{% endif %}\n'.repeat(30)}`;
    const tasks = Array.from({ length: 1_000 }, (_, index) => ({
      name: `Bulk ${index}`,
      script,
      subscriptions: [`user/bulk/t${index}`],
      options: { note: '{{ event.topic }}' },
    }));
    const startedAt = performance.now();
    const { status, body } = await imported(tasks);
    const elapsedMs = performance.now() - startedAt;
    const again = await imported(
      tasks.map((task) => ({ ...task, docs: 'changed' })),
      '?overwrite=true',
    );

    expect([status, body.data.length]).toEqual([201, 1_000]);
    expect(again.body.data.every(({ version }: Loose) => version === 2)).toBe(true);
    expect(elapsedMs).toBeLessThan(10_000);
  }, 60_000);
});

describe('the versions of a task', () => {
  it('can be compared and restored', async () => {
    const { body: task } = await api.ask('POST', 'tasks', {
      body: { name: 'Versions', script: 'a\nb\n', options: { x: 1 } },
    });
    await api.ask('PATCH', `tasks/${task.id}`, {
      body: { script: 'a\nc\n', options: { x: 2 }, message: 'b is c' },
    });
    const diff = await api.ask('GET', `tasks/${task.id}/versions/1/diff?to=2`);
    const back = await api.ask('GET', `tasks/${task.id}/versions/2/diff?to=1`);
    const restored = await api.ask('POST', `tasks/${task.id}/versions/1/restore`);
    const current = await api.ask('GET', `tasks/${task.id}/versions/1/diff`);
    const nowhere = await api.ask('GET', `tasks/${task.id}/versions/1/diff?to=9`);
    const wrong = await api.ask('GET', `tasks/${task.id}/versions/1/diff?to=x`);

    expect(diff.body).toEqual({
      from: 1,
      to: 2,
      changes: [
        { field: 'script', lines: ['@@ -1,2 +1,2 @@', ' a', '-b', '+c'] },
        { field: 'options.x', before: 1, after: 2 },
      ],
    });
    expect(back.body.changes[0].lines).toEqual(['@@ -1,2 +1,2 @@', ' a', '-c', '+b']);
    expect(restored.body).toMatchObject({ version: 3, hash: task.hash, script: 'a\nb\n' });
    expect(current.body).toEqual({ from: 1, to: 3, changes: [] });
    expect([nowhere.status, wrong.status]).toEqual([404, 422]);
  });

  it('are not restored when their preview is to be checked and is not ok', async () => {
    const { body: task } = await api.ask('POST', 'tasks', {
      body: { name: 'Restored', script: '{% error "no" %}' },
    });
    await api.ask('PATCH', `tasks/${task.id}`, { body: { script: '{% log 1 %}' } });
    const restore = (query: string) =>
      api.ask('POST', `tasks/${task.id}/versions/1/restore${query}`);

    const checked = await restore('?check_preview=true');
    const warned = await restore('');

    expect([checked.status, checked.body.code, checked.body.errors]).toEqual([
      422,
      'preview_failed',
      [{ path: 'preview.mechanic/user/trigger', message: 'no' }],
    ]);
    // Version 2 was the current one until now: the refused restore stored nothing.
    expect([warned.status, warned.body.version]).toEqual([200, 3]);
    expect(warned.body.warnings).toEqual(checked.body.errors);
  });

  it('that miss required options are not restored while the task is enabled', async () => {
    const { body: task } = await api.ask('POST', 'tasks', {
      body: { name: 'Incomplete', script: '{{ options.a__required }}', enabled: false },
    });
    await api.ask('PATCH', `tasks/${task.id}`, { body: { script: '', enabled: true } });
    const { status, body } = await api.ask('POST', `tasks/${task.id}/versions/1/restore`);

    expect([status, body.errors[0].path]).toEqual([422, 'options.a__required']);
  });
});
