import { newId, newSecretId, type Id } from '@millwright/kernel';
import { givenJob, givenJobTask, type GivenJob, type GivenJobTask } from '@millwright/job/testing';
import { addWorkspace } from '@millwright/webhook/testing';
import { WorkspaceJobClient, TEST_ADMIN_TOKEN } from '../../testing/workspace-job-client.ts';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

const SCRIPT = '{% log "a" %}{% result 1.0 %}';
const at = Date.now();
const iso = (ms: number): string => new Date(ms).toISOString();

let ingress: TestIngress;
let task: GivenJobTask;
let admin: WorkspaceJobClient;

beforeAll(async () => {
  ingress = await startTestIngress({
    environment: { ADMIN_TOKEN: TEST_ADMIN_TOKEN, PUBLIC_URL: 'https://hooks.example:8443' },
  });
  admin = new WorkspaceJobClient(ingress);
  task = await givenJobTask(ingress.database, ingress.workspaceId, {
    path: 'f/sales/new',
    script: SCRIPT,
  });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const given = (job: Partial<GivenJob> = {}): Promise<Id> =>
  givenJob(ingress.database, {
    workspaceId: ingress.workspaceId,
    task,
    at,
    state: 'succeeded',
    ...job,
  });

const eventOf = async (id: Id): Promise<Id> => {
  const [row] = await ingress.database.query<{ event_id: Id }>(
    'select event_id from task_runs where id = $1',
    [id],
  );
  return row!.event_id;
};

const cancelled = JSON.stringify({
  code: 'cancelled',
  message: 'cancelled by hand',
  details: { reason: 'too slow', canceler: 'ann' },
});

describe('a job', () => {
  it('that is queued has these fields, and no others', async () => {
    const id = await given({ state: 'scheduled', runAt: at + 3_600_000, data: '{"a":1.0}' });

    expect(await admin.get(`jobs_u/get/${id}`)).toEqual({
      type: 'QueuedJob',
      id,
      workspace_id: `w-${ingress.workspaceId}`,
      created_by: 'admin',
      permissioned_as: 'u/admin',
      email: 'admin@hooks.example',
      created_at: iso(at),
      scheduled_for: iso(at + 3_600_000),
      running: false,
      canceled: false,
      script_path: 'f/sales/new',
      script_hash: task.hash.slice(0, 16),
      args: { a: 1 },
      raw_code: SCRIPT,
      job_kind: 'script',
      is_flow_step: false,
      visible_to_owner: true,
      tag: 'default',
      trigger_kind: 'webhook',
      event_id: await eventOf(id),
      task_id: task.id,
    });
  });

  it('that is completed has these fields, and those that have values', async () => {
    const [jobId, parentJob] = [newSecretId(), newSecretId()];
    const id = await given({
      ...{ jobId, parentJob, tag: 'slow', labels: ['x', 'y'], worker: 'runner-1', attempts: 2 },
      ...{ runAt: at + 1_000, startedAt: at + 3_000, stoppedAt: at + 5_000 },
      ...{ caller: 'ann@mail.example', callerLabel: 'webhook-f/sales/new', isPreprocessed: true },
      ...{ source: 'scheduler', topic: 'millwright/scheduler/hourly' },
      ...{ data: '[1.0]', result: '{"n":1.0}', logs: '["a",{"b": 1.0}]' },
      resolution: { at: at + 9_000, by: 'ann', note: 'known' },
    });

    const { text } = await admin.send(`jobs_u/completed/get/${jobId}`);

    expect(text).toContain('"args":{"body":[1.0]},');
    expect(text).toContain('"result":{"n":1.0},');
    expect(JSON.parse(text)).toEqual({
      type: 'CompletedJob',
      id: jobId,
      workspace_id: `w-${ingress.workspaceId}`,
      created_by: 'webhook-f/sales/new',
      permissioned_as: 'u/ann@mail.example',
      email: 'ann@mail.example',
      created_at: iso(at),
      started_at: iso(at + 3_000),
      completed_at: iso(at + 5_000),
      duration_ms: 2_000,
      success: true,
      canceled: false,
      script_path: 'f/sales/new',
      script_hash: task.hash.slice(0, 16),
      args: { body: [1] },
      result: { n: 1 },
      logs: 'a\n{"b":1.0}\n',
      raw_code: SCRIPT,
      job_kind: 'script',
      is_flow_step: false,
      is_skipped: false,
      visible_to_owner: true,
      tag: 'slow',
      parent_job: parentJob,
      schedule_path: 'millwright/scheduler/hourly',
      trigger_kind: 'schedule',
      labels: ['x', 'y'],
      self_wait_time_ms: 2_000,
      preprocessed: true,
      is_retry: true,
      worker: 'runner-1',
      resolved: true,
      resolved_at: iso(at + 9_000),
      resolution_note: 'known',
      resolved_by: 'ann',
      event_id: await eventOf(id),
      task_id: task.id,
    });
  });

  it('is found by the id that its caller gave it, in any case, and by its own', async () => {
    const jobId = newSecretId();
    const id = await given({ jobId });

    for (const name of [jobId, jobId.toUpperCase(), id]) {
      expect(await admin.get(`jobs_u/get/${name}`)).toMatchObject({ id: jobId });
    }
  });

  it('that started says so, and by whom it is run', async () => {
    const id = await given({ state: 'started', worker: 'runner-2', startedAt: at + 10 });

    const job = await admin.get(`jobs_u/get/${id}`);

    expect(job).toMatchObject({ running: true, worker: 'runner-2', started_at: iso(at + 10) });
  });

  it('that was cancelled tells by whom and why', async () => {
    const id = await given({ state: 'cancelled', error: cancelled, stoppedAt: at + 7 });

    expect(await admin.get(`jobs_u/get/${id}`)).toMatchObject({
      ...{ canceled: true, canceled_by: 'ann', canceled_reason: 'too slow', success: false },
      ...{ started_at: iso(at + 7), completed_at: iso(at + 7), duration_ms: 0 },
      result: { error: { name: 'Canceled', message: 'Job canceled: too slow by ann' } },
    });
  });

  it('that failed has its own result where it made one, else its error', async () => {
    const error = '{"code":"task_error","message":"no"}';
    const plain = await given({ state: 'failed', error, logs: '["a"]' });
    const own = await given({ state: 'failed', error, result: '{"wm_failure":"no"}' });

    expect(await admin.get(`jobs_u/completed/get_result/${plain}`)).toEqual({
      error: { name: 'TaskError', message: 'no', stack: '', code: 'task_error' },
    });
    expect(await admin.get(`jobs_u/completed/get_result/${own}`)).toEqual({ wm_failure: 'no' });
    expect((await admin.send(`jobs_u/get_logs/${plain}`)).text).toBe('a\nTaskError: no\n');
  });

  it('leaves out logs and code where they are not wanted', async () => {
    const id = await given({ logs: '["a"]' });

    const job = await admin.get<object>(`jobs_u/get/${id}?no_logs=true&no_code=1`);

    expect(job).not.toHaveProperty('logs');
    expect(job).not.toHaveProperty('raw_code');
    expect(await admin.problem(`jobs_u/get/${id}?no_logs=yes`)).toBe('400 invalid_query');
  });

  it('shows no payload that is too large, but has it whole', async () => {
    const data = JSON.stringify({ a: 'é'.repeat(20_000) });
    const result = JSON.stringify('x'.repeat(90_000));
    const message = 'y'.repeat(400_000);
    const id = await given({ data, result });
    const failed = await given({
      state: 'failed',
      error: JSON.stringify({ code: 'task_error', message }),
    });

    expect(await admin.get(`jobs_u/get/${id}`)).toMatchObject({
      args: { reason: 'WINDMILL_TOO_BIG' },
      result: 'WINDMILL_TOO_BIG',
    });
    expect((await admin.send(`jobs_u/get_args/${id}`)).text).toBe(data);
    expect((await admin.send(`jobs_u/completed/get_result/${id}`)).text).toBe(result);
    expect(await admin.get(`jobs_u/get/${failed}?no_logs=true`)).toMatchObject({
      result: 'WINDMILL_TOO_BIG',
    });
    expect(await admin.get(`jobs_u/completed/get_result/${failed}`)).toMatchObject({
      error: { message },
    });
  });

  it('shows nothing any more of what was erased', async () => {
    const id = await given({ data: '{"s":1}', result: '"s"', logs: '["s"]', erasedAt: at });

    expect(await admin.get(`jobs_u/get/${id}`)).toMatchObject({
      ...{ args: {}, result: {}, logs: '##DELETED##', deleted: true },
    });
    expect(await admin.get(`jobs_u/get_args/${id}`)).toEqual({});
    expect(await admin.get(`jobs_u/completed/get_result/${id}`)).toEqual({});
    expect((await admin.send(`jobs_u/get_logs/${id}`)).text).toBe('##DELETED##');
  });
});

describe('what is asked of a job', () => {
  it('is whether it has a result yet', async () => {
    const maybe = (id: Id): Promise<unknown> =>
      admin.get(`jobs_u/completed/get_result_maybe/${id}?get_started=true`);

    expect(await maybe(await given({ state: 'due' }))).toEqual({
      ...{ completed: false, result: null, started: false },
    });
    expect(await maybe(await given({ state: 'started' }))).toEqual({
      ...{ completed: false, result: null, started: true },
    });
    expect(await maybe(await given({ result: '[1]' }))).toEqual({
      ...{ completed: true, result: [1], success: true, started: true },
    });
    expect(await maybe(await given({ state: 'failed', result: '1' }))).toMatchObject({
      success: false,
    });
  });

  it('are its times', async () => {
    const timing = (id: Id): Promise<unknown> => admin.get(`jobs_u/completed/get_timing/${id}`);
    const [created_at, runAt] = [iso(at), at + 60_000];

    expect(await timing(await given({ state: 'due' }))).toEqual({ created_at });
    expect(await timing(await given({ startedAt: at + 1, stoppedAt: at + 4 }))).toEqual({
      ...{ created_at, started_at: iso(at + 1), duration_ms: 3 },
    });
    const scheduled = await given({ state: 'scheduled', runAt });
    expect(await admin.get(`jobs/queue/scheduled_for/${scheduled}`)).toBe(runAt);
  });

  it('is the end of its log', async () => {
    const line = 'é'.repeat(3_000);
    const id = await given({ logs: JSON.stringify([line]) });

    const { headers, text } = await admin.send(`jobs_u/get_completed_logs_tail/${id}`);

    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(text).toBe(`${'é'.repeat(2_499)}\n`);
  });

  it('is what is new', async () => {
    const open = await given({ state: 'started', logs: '["of an attempt before"]' });
    const over = await given({ logs: '["é"]' });
    const update = (query: string): Promise<unknown> => admin.get(`jobs_u/getupdate/${query}`);

    expect(await update(open)).toEqual({ running: true, completed: false, log_offset: 0 });
    expect(await update(`${over}?running=true&log_offset=2`)).toEqual({
      ...{ running: false, completed: true, new_logs: '\n', log_offset: 3 },
    });
    expect(await update(`${over}?log_offset=3`)).toEqual({
      ...{ running: false, completed: true, log_offset: 3 },
    });
    expect(await update(`${over}?no_logs=true`)).not.toHaveProperty('new_logs');
  });

  it('is the root of its line', async () => {
    const root = newSecretId();
    const eldest = await given({ parentJob: newSecretId() });
    const middle = newSecretId();
    await given({ jobId: middle, parentJob: eldest });
    const youngest = await given({ parentJob: middle });
    const rootOf = async (id: Id): Promise<string> =>
      (await admin.send(`jobs_u/get_root_job_id/${id}`)).text;

    expect(await rootOf(await given({ rootJob: root, parentJob: middle }))).toBe(root);
    expect(await rootOf(youngest)).toBe(eldest);
    expect(await rootOf(eldest)).toBe(eldest);
    const [one, other] = [newSecretId(), newSecretId()];
    await given({ jobId: one, parentJob: other });
    await given({ jobId: other, parentJob: one });
    expect(await rootOf(one)).toBe(other);
  });

  it('are the starts of many', async () => {
    const jobId = newSecretId();
    const run = await given({ jobId, startedAt: at + 5 });
    const body = JSON.stringify([newId(), jobId, await given({ state: 'due' }), run]);
    const path = 'jobs_u/queue/get_started_at_by_ids';

    const { text } = await admin.send(path, { method: 'POST', body });

    expect(JSON.parse(text)).toEqual([null, iso(at + 5), null, iso(at + 5)]);
    const post = (wrong: string): Promise<string> =>
      admin.problem(path, { method: 'POST', body: wrong });
    expect(await post('{}')).toBe('400 invalid_body');
    expect(await post('["abc"]')).toBe('400 invalid_job_id');
    expect(await post('')).toBe('400 invalid_body');
  });
});

describe('no job', () => {
  const addresses = [
    ...['jobs_u/get/', 'jobs_u/completed/get/', 'jobs_u/completed/get_result/'],
    ...['jobs_u/completed/get_result_maybe/', 'jobs_u/completed/get_timing/', 'jobs_u/get_args/'],
    ...['jobs_u/get_logs/', 'jobs_u/get_completed_logs_tail/', 'jobs_u/get_root_job_id/'],
    ...['jobs_u/getupdate/', 'jobs/queue/scheduled_for/'],
  ];

  it.each(addresses)('is found at %s when it is unknown or of another Workspace', async (path) => {
    const workspaceId = await addWorkspace(ingress.database);
    const elsewhere = await given({ workspaceId, jobId: newSecretId() });

    expect(await admin.problem(`${path}${newSecretId()}`)).toBe('404 job_not_found');
    expect(await admin.problem(`${path}${elsewhere}`)).toBe('404 job_not_found');
  });

  it('has an id that is no UUID', async () => {
    const { status, text } = await admin.send('jobs_u/completed/get_result_maybe/abc');

    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({
      code: 'invalid_job_id',
      detail: expect.stringContaining('"abc"') as unknown,
    });
  });

  it.each(['jobs_u/completed/get/', 'jobs_u/completed/get_result/'])(
    'is there at %s before it is completed',
    async (path) => {
      const id = await given({ state: 'started' });

      expect(await admin.problem(`${path}${id}`)).toBe('404 job_not_found');
    },
  );
});

describe('who reads a job', () => {
  it('is whoever started it, and else who has the scope', async () => {
    const caller = await ingress.token({ scopes: ['jobs:run:scripts:f/sales/new'] });
    const own = await given({ tokenId: caller.id, isHidden: true });
    const other = await given();
    const client = new WorkspaceJobClient(ingress, caller.text);

    expect(await client.get(`jobs_u/get/${own}`)).toMatchObject({ visible_to_owner: false });
    expect(await client.problem(`jobs_u/get/${other}`)).toBe('403 scope_missing');
    expect(await client.problem(`jobs_u/completed/get_result_maybe/${other}`)).toBe(
      '403 scope_missing',
    );
    expect(await client.problem(`jobs_u/get/${newId()}`)).toBe('404 job_not_found');
    expect(await client.problem('jobs/list')).toBe('403 scope_missing');
    expect(await client.problem('jobs/queue/count')).toBe('403 scope_missing');
  });

  it('does not see what is hidden from it, and may be kept to tags', async () => {
    const reader = await ingress.token({ scopes: ['jobs:read', 'if_jobs:filter_tags:a,b*'] });
    const hidden = await given({ isHidden: true, tag: 'a' });
    const [tagged, other] = [await given({ tag: 'b1' }), await given({ tag: 'c' })];
    const client = new WorkspaceJobClient(ingress, reader.text);

    expect(await client.problem(`jobs_u/get/${hidden}`)).toBe('404 job_not_found');
    expect(await client.get(`jobs_u/get/${tagged}`)).toMatchObject({ tag: 'b1' });
    expect(await client.problem(`jobs_u/get/${other}`)).toBe('403 scope_missing');
    expect(await admin.get(`jobs_u/get/${hidden}`)).toMatchObject({ id: hidden });
    const starts = await client.send('jobs_u/queue/get_started_at_by_ids', {
      method: 'POST',
      body: JSON.stringify([hidden, tagged, other]),
    });
    expect(JSON.parse(starts.text)).toEqual([null, iso(at), null]);
  });

  it('sends no POST with a token that only reads', async () => {
    const { text } = await ingress.token({ readOnly: true });
    const client = new WorkspaceJobClient(ingress, text);
    const id = await given();

    expect(await client.get(`jobs_u/get/${id}`)).toMatchObject({ id });
    const path = 'jobs_u/queue/get_started_at_by_ids';
    expect(await client.problem(path, { method: 'POST', body: '[]' })).toBe('403 read_only_token');
  });
});
