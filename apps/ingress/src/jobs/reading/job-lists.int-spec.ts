import { newId, newSecretId, type Id } from '@millwright/kernel';
import { givenJob, givenJobTask, type GivenJob, type GivenJobTask } from '@millwright/job/testing';
import { addWorkspace } from '@millwright/webhook/testing';
import { WorkspaceJobClient, TEST_ADMIN_TOKEN } from '../../testing/workspace-job-client.ts';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

const JOBS = 240;
const PAIRS = 120;
const at = Date.now();
const iso = (ms: number): string => new Date(ms).toISOString();

/** A job as it is shown, and what is not shown of it. */
interface Known {
  runId: Id;
  given: GivenJob;
  job: Record<string, unknown>;
}
type Fits = (known: Known) => boolean;

const webhooks = [newId(), newId()];
const parents = [newSecretId(), newSecretId()];

let ingress: TestIngress;
let admin: WorkspaceJobClient;
let reader: { id: Id; text: string };
let tasks: GivenJobTask[];
/** Newest first. */
let all: Known[];

/** Random, and the same each time. */
let seed = 20_261;
function random(below: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (seed >> 8) % below;
}
const pick = <T>(choices: readonly T[]): T => choices[random(choices.length)]!;

beforeAll(async () => {
  ingress = await startTestIngress({ environment: { ADMIN_TOKEN: TEST_ADMIN_TOKEN } });
  admin = new WorkspaceJobClient(ingress);
  reader = await ingress.token({ scopes: ['jobs:read', 'if_jobs:filter_tags:red,gr*'] });
  const paths = ['f/sales/new', 'f/sales/new_2', 'f/salesnew/x', 'u/ann/new', 'f/a/100%_b'];
  tasks = [];
  for (const path of paths) {
    tasks.push(await givenJobTask(ingress.database, ingress.workspaceId, { path }));
  }
  const elsewhere = await addWorkspace(ingress.database);
  await givenJob(ingress.database, { ...aJob(0), workspaceId: elsewhere });
  const givenJobs = Array.from({ length: JOBS }, (_none, n) => aJob(n));
  all = [];
  for (const given of givenJobs) {
    const runId = await givenJob(ingress.database, given);
    const job = await admin.get<Known['job']>(`jobs_u/get/${runId}`);
    all.push({ runId, given, job });
  }
  all.sort((one, other) => (one.runId < other.runId ? 1 : -1));
}, 120_000);
afterAll(() => ingress.stop(), 60_000);

const states = ['scheduled', 'due', 'started', 'succeeded', 'succeeded', 'failed', 'cancelled'];

// Three jobs in each millisecond: pages end in the middle of one.
function aJob(n: number): GivenJob {
  const state = pick(states) as GivenJob['state'];
  const ms = at + Math.floor(n / 3);
  const source = pick(['trigger', 'trigger', 'webhook', 'scheduler', 'user', 'api', 'task']);
  const isCompleted = !['scheduled', 'due', 'started'].includes(state);
  const hasStarted = state === 'started' || (isCompleted && random(4) > 0);
  return {
    workspaceId: ingress.workspaceId,
    task: pick(tasks),
    state,
    at: ms,
    runAt: state === 'scheduled' ? ms + 3_600_000 : ms - 60_000,
    startedAt: hasStarted ? ms + random(40) : null,
    stoppedAt: ms + 40 + random(40),
    attempts: 1 + random(2),
    source,
    topic: source === 'scheduler' ? `millwright/scheduler/${pick(['Hourly', 'daily'])}` : 't',
    webhookId: source === 'webhook' ? pick(webhooks) : null,
    data: pick(['{"a":1.0,"b":[1,2]}', '{"a":2}', '[1,{"c":"x"}]', '"text"', '{}']),
    result: state === 'succeeded' ? pick(['{"n":1}', '[1,2]', 'null', null]) : null,
    error:
      state === 'failed' || state === 'cancelled'
        ? JSON.stringify({ code: state === 'failed' ? 'task_error' : 'cancelled', message: 'no' })
        : null,
    jobId: random(5) === 0 ? newSecretId() : null,
    caller: source === 'trigger' ? pick(['ann', 'bob@mail.example']) : null,
    callerLabel: pick([null, 'mine', 'webhook-f/sales/new']),
    tokenId: random(6) === 0 ? reader.id : null,
    tag: pick([null, 'red', 'green', 'gr_y', 'Blue']),
    // What runs again still has those of the time before.
    labels: pick([null, [], ['x'], ['x', 'y*'], ['xyz']]),
    parentJob: pick([null, null, ...parents]),
    isHidden: random(8) === 0,
    worker: hasStarted ? pick(['runner-1', 'runner-2']) : null,
    resolution: isCompleted && random(4) === 0 ? { at: ms + 99, by: null, note: null } : null,
    erasedAt: isCompleted && random(8) === 0 ? ms : null,
  };
}

const textsOf = ({ job }: Known, name: string): string[] => {
  const value = job[name];
  return value === undefined ? [] : Array.isArray(value) ? (value as string[]) : [String(value)];
};
const isCompleted: Fits = ({ job }) => job['type'] === 'CompletedJob';
const isQueued: Fits = (known) => !isCompleted(known);
const and =
  (...parts: Fits[]): Fits =>
  (known) =>
    parts.every((fits) => fits(known));
const not =
  (fits: Fits): Fits =>
  (known) =>
    !fits(known);
const has =
  (name: string, ...values: string[]): Fits =>
  (known) =>
    textsOf(known, name).some((value) => values.includes(value));
const hasLike =
  (name: string, pattern: RegExp): Fits =>
  (known) =>
    textsOf(known, name).some((value) => pattern.test(value));
const is =
  (name: string, value: unknown): Fits =>
  ({ job }) =>
    job[name] === value;
const before =
  (name: string, ms: number): Fits =>
  ({ job }) =>
    name in job && Date.parse(String(job[name])) <= ms;
const after =
  (name: string, ms: number): Fits =>
  ({ job }) =>
    name in job && Date.parse(String(job[name])) > ms;
const holds =
  (name: string, wanted: (value: never) => boolean): Fits =>
  ({ job }) =>
    wanted(job[name] as never);
const saysScheduled: Fits = ({ job }) => 'schedule_path' in job;
const always: Fits = () => true;

/** A filter as it is asked for, and what it means. */
const filters = (): [query: string, fits: Fits][] => {
  const hash = tasks[1]!.hash.slice(0, 16);
  const mid = at + 40;
  const isRunning = is('running', true);
  const isDue: Fits = ({ job }) => Date.parse(String(job['scheduled_for'])) <= Date.now();
  return [
    ['created_by=ann', has('created_by', 'ann')],
    [
      'created_by=ann,webhook-f/sales/new,task',
      has('created_by', 'ann', 'webhook-f/sales/new', 'task'),
    ],
    ['created_by=!ann,!user', not(has('created_by', 'ann', 'user'))],
    ['label=x', has('labels', 'x')],
    ['label=x*', has('labels', 'x*')],
    ['label=x*&allow_wildcards=true', hasLike('labels', /^x/)],
    ['label=!x,!y*', not(has('labels', 'x', 'y*'))],
    ['worker=runner-1', has('worker', 'runner-1')],
    ['worker=!runner-1', not(has('worker', 'runner-1'))],
    ['worker=*-2&allow_wildcards=1', has('worker', 'runner-2')],
    ['tag=red,default', has('tag', 'red', 'default')],
    ['tag=!red', not(has('tag', 'red'))],
    ['tag=!gr*&allow_wildcards=true', not(hasLike('tag', /^gr/))],
    ['tag=gr_y&allow_wildcards=true', has('tag', 'gr_y')],
    ['tag=*e&allow_wildcards=true', hasLike('tag', /e$/)],
    ['job_kinds=script,preview', always],
    ['job_kinds=preview', not(always)],
    ['job_kinds=!preview', always],
    ['trigger_kind=http,ui', has('trigger_kind', 'http', 'ui')],
    ['trigger_kind=!webhook', not(has('trigger_kind', 'webhook'))],
    [`trigger_path=${webhooks[0]!.toUpperCase()}`, ({ given }) => given.webhookId === webhooks[0]],
    [`trigger_path=!${webhooks[0]},!x`, ({ given }) => given.webhookId !== webhooks[0]],
    ['trigger_path=x', not(always)],
    ['script_path_exact=f/sales/new,u/ann/new', has('script_path', 'f/sales/new', 'u/ann/new')],
    ['script_path_exact=!f/sales/new', not(has('script_path', 'f/sales/new'))],
    ['script_path_start=f/sales/', hasLike('script_path', /^f\/sales\//)],
    ['script_path_start=f/a/100%25_', hasLike('script_path', /^f\/a\/100%_/)],
    ['script_path_start=!f/sales', not(hasLike('script_path', /^f\/sales/))],
    [`script_hash=${hash}`, has('script_hash', hash)],
    [`parent_job=${parents[0]}`, is('parent_job', parents[0])],
    [
      'schedule_path=millwright/scheduler/daily',
      has('schedule_path', 'millwright/scheduler/daily'),
    ],
    [`created_before=${iso(mid)}`, before('created_at', mid)],
    [`created_after=${iso(mid)}`, after('created_at', mid)],
    [`started_before=${iso(mid)}`, before('started_at', mid)],
    [`started_after=${iso(mid)}`, after('started_at', mid)],
    [`completed_before=${iso(at + 90)}`, before('completed_at', at + 90)],
    [`completed_after=${iso(at + 90)}`, after('completed_at', at + 90)],
    [
      `created_before_queue=${iso(mid)}`,
      (known) => isCompleted(known) || before('created_at', mid)(known),
    ],
    [
      `created_after_queue=${iso(mid)}`,
      (known) => isCompleted(known) || after('created_at', mid)(known),
    ],
    ['args={"a":1}', holds('args', ({ a }: { a?: unknown }) => a === 1)],
    [
      'args={"body":[{"c":"x"}]}',
      holds('args', ({ body }: { body?: unknown }) => Array.isArray(body)),
    ],
    ['args={}', always],
    [
      'result={"n":1.0}',
      and(
        isCompleted,
        holds('result', (result: { n?: number } | null) => result?.n === 1),
      ),
    ],
    ['result=[2]', holds('result', (result: unknown) => Array.isArray(result))],
    ['result=null', and(isCompleted, is('result', null))],
    [
      'result={"error":{"name":"Canceled"}}',
      (known) => is('canceled', true)(known) && !('deleted' in known.job),
    ],
    ['running=true', isRunning],
    ['running=false', and(isQueued, not(isRunning))],
    ['scheduled_for_before_now=true', and(isQueued, isDue)],
    ['scheduled_for_before_now=false', and(isQueued, not(isDue))],
    ['success=true', is('success', true)],
    ['success=false', is('success', false)],
    ['status=success', is('success', true)],
    ['status=failure', and(is('success', false), is('canceled', false))],
    ['status=canceled', and(isCompleted, is('canceled', true))],
    ['status=skipped', not(always)],
    ['resolved=true', is('resolved', true)],
    ['resolved=false', and(isCompleted, not(is('resolved', true)))],
    ['has_null_parent=true', ({ job }) => !('parent_job' in job)],
    ['has_null_parent=false', ({ job }) => 'parent_job' in job],
    ['is_not_schedule=true', not(saysScheduled)],
    ['is_not_schedule=false', saysScheduled],
    [
      'broad_filter=HOUR',
      (known) =>
        ['script_path', 'tag', 'schedule_path', 'trigger_kind', 'labels'].some((name) =>
          hasLike(name, /hour/i)(known),
        ),
    ],
    ['broad_filter=SALES/', hasLike('script_path', /sales\//)],
    ['broad_filter=blue', has('tag', 'Blue')],
    ['broad_filter=0%25_', hasLike('script_path', /0%_/)],
    ['broad_filter=Y*', has('labels', 'y*')],
    ['suspended=true', not(always)],
    ['is_skipped=false&is_flow_step=false&suspended=false', always],
    ['is_flow_step=true', not(always)],
    ['concurrency_key=x&excludes_entrypoint_override=true&unknown=1', always],
  ];
};

/** All pages of a list of ids. */
async function idsOf(client: WorkspaceJobClient, list: string, query: string): Promise<Id[]> {
  const ids: Id[] = [];
  for (let page = 1; page < 10; page += 1) {
    const found = await client.get<Id[]>(`${list}?${query}&per_page=100&page=${page}`);
    ids.push(...found);
    if (found.length < 100) break;
  }
  return ids;
}
const expected = (fits: Fits): unknown[] => all.filter(fits).map(({ job }) => job['id']);

describe('a list of jobs', () => {
  it('has those that fit a filter, in order, queued or not', async () => {
    for (const [query, fits] of filters()) {
      expect([query, await idsOf(admin, 'jobs/list_filtered_uuids', query)]).toEqual([
        query,
        expected(fits),
      ]);
      expect([query, await idsOf(admin, 'jobs/queue/list_filtered_uuids', query)]).toEqual([
        query,
        expected(and(isQueued, fits)),
      ]);
    }
  }, 120_000);

  it('has those that fit two filters', async () => {
    const known = filters();
    for (let n = 0; n < PAIRS; n += 1) {
      const [one, other] = [pick(known), pick(known)];
      const names = ([query]: [string, Fits]): string[] => [...new URLSearchParams(query).keys()];
      if (names(one).some((name) => names(other).includes(name))) continue;
      // It is about other filters too.
      if (`${one[0]}${other[0]}`.includes('allow_wildcards')) continue;
      const query = `${one[0]}&${other[0]}`;
      expect([query, await idsOf(admin, 'jobs/list_filtered_uuids', query)]).toEqual([
        query,
        expected(and(one[1], other[1])),
      ]);
    }
  }, 120_000);

  it.each([
    ['jobs/list', always],
    ['jobs/queue/list', isQueued],
    ['jobs/completed/list', isCompleted],
  ])('%s shows the jobs themselves, less what may be large', async (list, fits) => {
    const jobs = await admin.get<Known['job'][]>(`${list}?per_page=1000`);

    const whole = all.filter(fits).slice(0, 100);
    expect(jobs).toEqual(
      whole.map(({ job }) => {
        const { logs: _logs, raw_code: _code, ...listed } = job;
        return listed;
      }),
    );
  });

  it('has 30 on a page, or as many as are asked for, up to 100', async () => {
    const count = async (query: string): Promise<number> =>
      (await admin.get<unknown[]>(`jobs/list?${query}`)).length;

    expect(await count('')).toBe(30);
    expect(await count('per_page=7')).toBe(7);
    expect(await count('per_page=1000')).toBe(100);
    expect(await count('page=1000')).toBe(0);
    expect(await count('page=9007199254740991')).toBe(0);
  });

  it('is turned around', async () => {
    const ids = await idsOf(admin, 'jobs/list_filtered_uuids', 'order_desc=false');
    const args = await idsOf(admin, 'jobs/list_filtered_uuids', 'order_desc=false&args={"a":2}');

    expect(ids).toEqual(expected(always).reverse());
    expect(args).toEqual(expected(holds('args', ({ a }: { a?: unknown }) => a === 2)).reverse());
  });

  it('shows no payload that is too large for a list', async () => {
    const [workspaceId, size] = [await addWorkspace(ingress.database), 2_000];
    const given = (more: Partial<GivenJob>): Promise<Id> =>
      givenJob(ingress.database, { ...aJob(1), ...none, workspaceId, state: 'failed', ...more });
    const none = { jobId: null, erasedAt: null, result: null };
    const text = (length: number): string => JSON.stringify('x'.repeat(length - 2));
    await given({ at, data: text(size), result: text(size), error: null });
    await given({ at: at + 1, data: text(size + 1), result: text(size + 1), error: null });
    const message = 'é'.repeat(10_000);
    await given({ at: at + 2, error: JSON.stringify({ code: 'task_error', message }) });
    const details = { a: 'x'.repeat(1_500) };
    const error = { code: 'task_error', message: JSON.stringify(details), details };
    await given({ at: at + 3, error: JSON.stringify(error) });

    const client = new WorkspaceJobClient(ingress, TEST_ADMIN_TOKEN, workspaceId);
    const [short, failed, over, fits] = await client.get<Known['job'][]>('jobs/list');

    expect(fits).toMatchObject({
      args: { body: 'x'.repeat(size - 2) },
      result: 'x'.repeat(size - 2),
    });
    expect(over).toMatchObject({
      args: { reason: 'WINDMILL_TOO_BIG' },
      result: 'WINDMILL_TOO_BIG',
    });
    expect(failed).toMatchObject({ result: 'WINDMILL_TOO_BIG' });
    expect(short).toMatchObject({ result: 'WINDMILL_TOO_BIG' });
  });

  it.each([
    ['tag=a,!b', 'invalid_query'],
    ['created_before=yesterday', 'invalid_query'],
    ['parent_job=abc', 'invalid_query'],
    ['running=maybe', 'invalid_query'],
    ['status=done', 'invalid_query'],
    ['args={', 'invalid_query'],
    ['per_page=0', 'invalid_query'],
    ['page=x', 'invalid_query'],
  ])('is refused by %s', async (query, code) => {
    expect(await admin.problem(`jobs/list?${query}`)).toBe(`400 ${code}`);
  });

  it('leaves out what is hidden, and what has other tags, but not what the token started', async () => {
    const client = new WorkspaceJobClient(ingress, reader.text);
    const isRead: Fits = ({ given, job }) =>
      given.tokenId === reader.id ||
      (!given.isHidden && ['red', 'green', 'gr_y'].includes(String(job['tag'])));
    const plain = new WorkspaceJobClient(ingress, (await ingress.token()).text);

    expect(await idsOf(client, 'jobs/list_filtered_uuids', '')).toEqual(expected(isRead));
    expect(await idsOf(client, 'jobs/queue/list_filtered_uuids', '')).toEqual(
      expected(and(isRead, isQueued)),
    );
    expect(await idsOf(plain, 'jobs/list_filtered_uuids', '')).toEqual(
      expected(({ given }) => !given.isHidden),
    );
    expect(await client.get('jobs/completed/count')).toEqual({
      database_length: expected(and(isRead, isCompleted)).length,
    });
  });

  it('is of all Workspaces for the instance admin alone', async () => {
    const workspaceId = await addWorkspace(ingress.database);
    const id = await givenJob(ingress.database, {
      ...aJob(3),
      workspaceId,
      at: at + 60_000,
      jobId: null,
    });
    const { text } = await ingress.token();

    const [first] = await admin.get<Known['job'][]>('jobs/list?all_workspaces=true');

    expect(first).toMatchObject({ id, workspace_id: `w-${workspaceId}` });
    expect(
      await new WorkspaceJobClient(ingress, text).problem('jobs/list?all_workspaces=true'),
    ).toBe('403 scope_missing');
  });
});

describe('jobs are counted', () => {
  it('as far as they are queued, or completed', async () => {
    const count = (fits: Fits): number => expected(fits).length;
    const succeeded = is('success', true);

    expect(await admin.get('jobs/queue/count')).toEqual({
      database_length: count(isQueued),
      suspended: 0,
    });
    expect(await admin.get('jobs/completed/count')).toEqual({
      database_length: count(isCompleted),
    });
    const jobs = 'jobs/completed/count_jobs';
    expect(await admin.get(jobs)).toBe(count(isCompleted));
    expect(await admin.get(`${jobs}?success=true&tags=red,default`)).toBe(
      count(and(succeeded, has('tag', 'red', 'default'))),
    );
    expect(await admin.get(`${jobs}?completed_after_s_ago=3600&success=false`)).toBe(
      count(is('success', false)),
    );
    expect(await admin.problem(`${jobs}?completed_after_s_ago=x`)).toBe('400 invalid_query');
  });

  it('in front of a place in the queue', async () => {
    const workspaceId = await addWorkspace(ingress.database);
    const client = new WorkspaceJobClient(ingress, TEST_ADMIN_TOKEN, workspaceId);
    const position = (ms: number | string): Promise<unknown> =>
      client.get(`jobs/queue/position/${ms}`);

    expect(await position(at)).toEqual({ position: null });
    for (const [state, runAt] of [
      ['due', at - 2],
      ['due', at],
      ['started', at - 5],
      ['scheduled', at - 5],
    ] as const) {
      await givenJob(ingress.database, { workspaceId, task: tasks[0]!, state, runAt });
    }

    expect(await position(at - 2)).toEqual({ position: 1 });
    expect(await position(at)).toEqual({ position: 2 });
    expect(await position(at + 1)).toEqual({ position: 3 });
    expect(await client.problem('jobs/queue/position/soon')).toBe('400 invalid_query');
  });
});
