import { newId, newSecretId, type Id } from '@millwright/kernel';
import { givenJob, givenJobTask, type GivenJob, type GivenJobTask } from '@millwright/job/testing';
import type { Received } from '../../testing/http-client.ts';
import { TEST_ADMIN_TOKEN } from '../../testing/workspace-job-client.ts';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

interface Outcome {
  job_id?: string;
  error?: { status: number; code: string; detail: string };
}
interface Row {
  data: string;
  parent_job: Id | null;
  pinned_version: number | null;
  tag: string;
  state: string;
}

let ingress: TestIngress;
let task: GivenJobTask;

beforeAll(async () => {
  ingress = await startTestIngress({ environment: { ADMIN_TOKEN: TEST_ADMIN_TOKEN } });
  task = await givenJobTask(ingress.database, ingress.workspaceId, { path: 'f/sales/new' });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const post = (
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Received> =>
  ingress.client.send(`/api/w/${ingress.slug}/jobs/run/${path}`, {
    headers: {
      authorization: `Bearer ${TEST_ADMIN_TOKEN}`,
      accept: 'application/json',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const batch = async (jobs: unknown[], headers?: Record<string, string>): Promise<Outcome[]> => {
  const { status, text } = await post('batch', { jobs }, headers);
  expect({ status, text }).toMatchObject({ status: 201 });
  return JSON.parse(text) as Outcome[];
};
const rerun = (jobIds: unknown[], more: object = {}): Promise<Received> =>
  post('batch_rerun_jobs', { job_ids: jobIds, ...more });
const linesOf = ({ text }: Received): string[] => text.split('\n').slice(0, -1);
const codeOf = ({ status, text }: Received): string =>
  `${status} ${(JSON.parse(text) as { code: string }).code}`;

const rowOf = async (id: string): Promise<Row> => {
  const [row] = await ingress.database.query<Row>(
    `select e.data, r.parent_job, w.pinned_version, r.tag, w.state from task_runs r
     join events e on e.id = r.event_id left join work w on w.kind = 'task' and w.id = r.id
     where r.id = coalesce((select run_id from job_ids where id = $1), $1)`,
    [id],
  );
  return row!;
};
const countRuns = async (): Promise<number> => {
  const [row] = await ingress.database.query<{ n: number }>(
    'select count(*)::integer as n from task_runs',
  );
  return row!.n;
};
const given = (job: Partial<GivenJob> = {}): Promise<Id> =>
  givenJob(ingress.database, {
    workspaceId: ingress.workspaceId,
    task,
    state: 'succeeded',
    ...job,
  });

describe('a batch of calls', () => {
  it('of 1,000 gives 1,000 ids in order', async () => {
    const jobs = Array.from({ length: 1_000 }, (_, n) => ({ path: task.path, args: { n } }));

    const outcomes = await batch(jobs);

    const ids = outcomes.map((outcome) => outcome.job_id!);
    expect(new Set(ids).size).toBe(1_000);
    const rows = await Promise.all([0, 7, 999].map((n) => rowOf(ids[n]!)));
    expect(rows.map(({ data }) => data)).toEqual(['{"n":0}', '{"n":7}', '{"n":999}']);
  });

  it('keeps what each item says, digit by digit', async () => {
    const [jobId, parentJob] = [newSecretId(), newSecretId()];
    const item = `{"hash": "${task.hash}", "args": {"n": 1.0}, "tag": "slow",
      "job_id": "${jobId}", "parent_job": "${parentJob}", "scheduled_in_secs": 3600}`;

    const { text } = await post('batch', `{"jobs": [${item}]}`);

    expect(JSON.parse(text)).toEqual([{ job_id: jobId }]);
    expect(await rowOf(jobId)).toEqual({
      ...{ data: '{"n": 1.0}', parent_job: parentJob, pinned_version: 1 },
      ...{ tag: 'slow', state: 'scheduled' },
    });
  });

  it('has errors where they belong: the others are called all the same', async () => {
    const jobId = newSecretId();

    const outcomes = await batch([
      { path: task.path },
      { path: 'f/no/body' },
      { path: task.path, job_id: jobId },
      { path: task.path, job_id: jobId },
      'text',
    ]);

    expect(outcomes.map(({ error }) => error?.code)).toEqual([
      ...[undefined, 'task_not_found', undefined, 'job_id_taken', 'invalid_body'],
    ]);
    expect(outcomes[2]).toEqual({ job_id: jobId });
    expect(outcomes[1]!.error).toMatchObject({ status: 404, detail: expect.any(String) });
  });

  it('calls only what the scopes of its token let it call', async () => {
    const { text: token } = await ingress.token({ scopes: ['jobs:run:scripts:f/sales/new'] });

    const outcomes = await batch([{ path: task.path }, { path: 'f/no/body' }], {
      authorization: `Bearer ${token}`,
    });

    expect(outcomes.map(({ error }) => error?.code)).toEqual([undefined, 'scope_missing']);
    const { text: reader } = await ingress.token({ readOnly: true });
    const refused = await post(
      'batch',
      { jobs: [{ path: task.path }] },
      {
        authorization: `Bearer ${reader}`,
      },
    );
    expect(codeOf(refused)).toBe('403 read_only_token');
  });

  it('with a key makes its jobs once, however often it comes', async () => {
    const headers = { 'idempotency-key': newId() };
    const body = { jobs: [{ path: task.path }, { path: 'f/no/body' }, { path: task.path }] };
    const before = await countRuns();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post('batch', body, headers)),
    );
    const other = await post('batch', { jobs: [{ path: task.path }] }, headers);

    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter((answer) => !answer.headers['idempotent-replayed'])).toHaveLength(1);
    expect(await countRuns()).toBe(before + 2);
    expect(codeOf(other)).toBe('422 idempotency_key_reused');
  });

  it.each([
    ['400 invalid_body', { jobs: [] }, {}, ''],
    ['400 invalid_body', [], {}, ''],
    ['400 invalid_json', '{"jobs":', {}, ''],
    ['415 unsupported_media_type', 'a', { 'content-type': 'text/plain' }, ''],
    ['400 invalid_query', { jobs: [1] }, {}, '?queue_limit=x'],
    ['429 queue_limit', { jobs: [{ path: 'f/sales/new' }] }, {}, '?queue_limit=0'],
  ])('is refused as a whole with %s', async (code, body, headers, query) => {
    expect(codeOf(await post(`batch${query}`, body, headers))).toBe(code);
  });
});

describe('a batch of jobs that are run again', () => {
  it('repeats args and version, in order, and names the old ones as parents', async () => {
    const jobId = newSecretId();
    const first = await given({ data: '{"n": 1.0}', tag: 'slow' });
    await given({ data: '{"n": 2.0}', jobId });

    const answer = await rerun([jobId, first]);

    const [one, two] = linesOf(answer);
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': expect.stringContaining('text/plain') },
    });
    expect(await rowOf(one!)).toMatchObject({ data: '{"n": 2.0}', parent_job: jobId });
    expect(await rowOf(two!)).toMatchObject({
      ...{ data: '{"n": 1.0}', parent_job: first, pinned_version: 1, tag: 'slow' },
    });
  });

  it('takes the latest version and other args when it is told to', async () => {
    const id = await given({ data: '{"n": 1.0, "m": 2}' });
    const transforms = { n: { type: 'static', value: 'x' } };

    const [line] = linesOf(
      await rerun([id], {
        script_options_by_path: { [task.path]: { use_latest_version: true } },
        flow_options_by_path: { [task.path]: { input_transforms: transforms } },
      }),
    );

    expect(await rowOf(line!)).toMatchObject({ data: '{"n":"x","m":2}', pinned_version: null });
  });

  it('tells of each what is wrong, and goes on', async () => {
    const id = await given();
    const erased = await given({ erasedAt: Date.now() });

    const lines = linesOf(await rerun(['x?', newId(), erased, id]));

    expect(lines.map((line) => line.startsWith('Error: '))).toEqual([true, true, true, false]);
    const javascript = { [task.path]: { input_transforms: { a: { type: 'javascript' } } } };
    expect((await rerun([id], { script_options_by_path: javascript })).text).toMatch(
      /^Error: .*only "static"/,
    );
  });

  it('reads only what its token may read, and calls only what it may call', async () => {
    const id = await given();
    const { text: caller } = await ingress.token({ scopes: ['jobs:run'] });
    const { text: reader } = await ingress.token({ scopes: ['jobs:read'] });
    const as = (token: string) =>
      post('batch_rerun_jobs', { job_ids: [id] }, { authorization: `Bearer ${token}` });
    const before = await countRuns();

    const answers = await Promise.all([as(caller), as(reader)]);

    for (const { text } of answers) expect(text).toMatch(/^Error: .*scope/);
    expect(await countRuns()).toBe(before);
  });

  it('with a key runs them again once', async () => {
    const ids = await Promise.all(Array.from({ length: 45 }, () => given()));
    const headers = { 'idempotency-key': newId() };
    const before = await countRuns();

    const first = await post('batch_rerun_jobs', { job_ids: ids }, headers);
    const again = await post('batch_rerun_jobs', { job_ids: ids }, headers);

    expect(linesOf(first)).toHaveLength(45);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await countRuns()).toBe(before + 45);
  });

  it('goes on past one part of them, and may be none', async () => {
    const id = await given();

    const many = await rerun(Array.from({ length: 45 }, () => id));

    expect(new Set(linesOf(many)).size).toBe(45);
    expect(await rerun([])).toMatchObject({ status: 200, text: '' });
  });
});
