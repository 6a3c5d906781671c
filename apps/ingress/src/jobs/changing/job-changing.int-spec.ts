import { TokenStore, type Principal } from '@millwright/access';
import { childIdAt, newId, newSecretId, type Id } from '@millwright/kernel';
import { addWorkspace } from '@millwright/webhook/testing';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

const ADMIN = 'the-admin-token-of-these-tests';
const SECRET = 'Ada Lovelace';

let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress({ environment: { ADMIN_TOKEN: ADMIN } });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

interface Given {
  state?: 'scheduled' | 'due' | 'started' | 'succeeded' | 'failed' | 'cancelled';
  task?: Id;
  path?: string;
  at?: number;
  jobId?: Id | null;
  tokenId?: Id | null;
  tag?: string | null;
  isHidden?: boolean;
  source?: string;
  workspaceId?: Id;
}

let count = 0;

/** A job in the database, with its event and, while it is open, its work; answers the id of its run. */
async function given({
  state = 'due',
  task = newId(),
  path = 'f/sales/new',
  at = Date.now(),
  jobId = null,
  tokenId = null,
  tag = null,
  isHidden = false,
  source = 'trigger',
  workspaceId = ingress.workspaceId,
}: Given = {}): Promise<Id> {
  const { database } = ingress;
  const eventId = childIdAt(at, newId(), `event/${(count += 1)}`);
  const id = childIdAt(at, eventId, 'run');
  const isOpen = ['scheduled', 'due', 'started'].includes(state);
  await database.transaction(async (tx) => {
    await tx.execute(
      `insert into events (id, workspace_id, topic, data, source, request, created_at)
       values ($1, $2, 'millwright/trigger/call', $3, $4, '{"ip":"::1"}', $5)`,
      [eventId, workspaceId, JSON.stringify({ name: SECRET }), source, new Date(at)],
    );
    await tx.execute(
      `insert into event_runs (id, workspace_id, state, run_at, pending, stopped_at)
       values ($1, $2, 'succeeded', $3, $4, $3)`,
      [eventId, workspaceId, new Date(at), isOpen ? 1 : 0],
    );
    await tx.execute(
      `insert into task_runs (id, workspace_id, event_id, task_id, task_path, task_version, task_hash, subscription,
         state, run_at, created_at, started_at, stopped_at, result, logs, error, job_id, caller, caller_token_id, tag,
         is_hidden)
       values ($1, $2, $3, $4, $5, 1, '00', '', $6, $7, $7, $8, $8, $9, '["x"]', $10, $11, 'ann', $12, $13, $14)`,
      [
        ...[
          id,
          workspaceId,
          eventId,
          task,
          path,
          state,
          new Date(at),
          isOpen ? null : new Date(at),
        ],
        state === 'succeeded' ? JSON.stringify(SECRET) : null,
        state === 'failed' ? JSON.stringify({ code: 'task_error', message: SECRET }) : null,
        ...[jobId, tokenId, tag, isHidden],
      ],
    );
    if (jobId !== null) {
      await tx.execute('insert into job_ids (id, run_id) values ($1, $2)', [jobId, id]);
    }
    if (isOpen) {
      await tx.execute(
        `insert into work (kind, id, workspace_id, event_id, task_id, state, run_at)
         values ('task', $1, $2, $3, $4, $5, $6)`,
        [id, workspaceId, eventId, task, state, new Date(at + 3_600_000)],
      );
    }
  });
  return id;
}

/** A task of which only the path matters. */
async function givenTask(path: string): Promise<Id> {
  const id = newId();
  await ingress.database.execute(
    `insert into tasks (id, workspace_id, name, path, enabled, version, hash, changed_epoch)
     values ($1, $2, 'Task', $3, true, 1, '00', 0)`,
    [id, ingress.workspaceId, path],
  );
  return id;
}

async function token(rights: Partial<Pick<Principal, 'scopes' | 'readOnly' | 'owner'>> = {}) {
  const fields = { label: null, owner: 'bob', scopes: [], readOnly: false, expiresAt: null };
  const made = await ingress.database.transaction((tx) =>
    new TokenStore().create(tx, {
      ...{ workspaceId: ingress.workspaceId, ...fields, ...rights },
      scopes: [...(rights.scopes ?? [])],
    }),
  );
  return { id: made!.token.id, text: made!.text };
}

/** Sends a POST; answers `<status> <text>`, of a problem `<status> <code>`. */
async function post(path: string, body?: unknown, as: string = ADMIN): Promise<string> {
  const { status, text } = await ingress.client.send(`/api/w/w-${ingress.workspaceId}/${path}`, {
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return `${status} ${status < 400 ? text : (JSON.parse(text) as { code: string }).code}`;
}

const rowOf = async (id: Id): Promise<Record<string, unknown>> =>
  (
    await ingress.database.query<Record<string, unknown>>('select * from task_runs where id = $1', [
      id,
    ])
  )[0]!;
const statesOf = (ids: readonly Id[]) =>
  Promise.all(ids.map(async (id) => (await rowOf(id))['state']));

describe('cancelling', () => {
  it('ends a job that is queued or running, by either of its ids, and says who and why', async () => {
    const jobId = newSecretId();
    const [queued, running] = [await given({ jobId }), await given({ state: 'started' })];

    const reason = 'no longer "wanted"';
    expect(await post(`jobs_u/queue/cancel/${jobId.toUpperCase()}`, { reason })).toBe(
      `200 ${jobId}`,
    );
    expect(await post(`jobs_u/queue/force_cancel/${running}`)).toBe(`200 ${running}`);

    expect(await statesOf([queued, running])).toEqual(['cancelled', 'cancelled']);
    const job = await ingress.client.send(`/api/w/w-${ingress.workspaceId}/jobs_u/get/${jobId}`, {
      method: 'GET',
      headers: { authorization: `Bearer ${ADMIN}` },
    });
    expect(JSON.parse(job.text)).toMatchObject({
      type: 'CompletedJob',
      canceled: true,
      canceled_by: 'admin',
      canceled_reason: reason,
      result: { error: { name: 'Canceled', message: `Job canceled: ${reason} by admin` } },
    });
    expect(await post(`jobs_u/queue/cancel/${jobId}`)).toBe('409 job_completed');
  });

  it('refuses ids that are none, unknown ones, those of other workspaces, and odd bodies', async () => {
    const other = await given({ workspaceId: await addWorkspace(ingress.database) });
    const open = await given();

    expect(await post('jobs_u/queue/cancel/abc')).toBe('400 invalid_job_id');
    expect(await post(`jobs_u/queue/cancel/${newSecretId()}`)).toBe('404 job_not_found');
    expect(await post(`jobs_u/queue/cancel/${newId()}`)).toBe('404 job_not_found');
    expect(await post(`jobs_u/queue/cancel/${other}`)).toBe('404 job_not_found');
    expect(await post(`jobs_u/queue/cancel/${open}`, { reason: 7 })).toBe('400 invalid_body');
    expect(await post(`jobs_u/queue/cancel/${open}`, [])).toBe('400 invalid_body');
    expect(await statesOf([other, open])).toEqual(['due', 'due']);
  });

  it('is for those who may: the token that started a job always, others by their scopes', async () => {
    const [own, reader, tagged] = [
      await token({ scopes: ['jobs:run:scripts:f/sales/new'] }),
      await token({ readOnly: true }),
      await token({ scopes: ['jobs:write', 'if_jobs:filter_tags:slow'] }),
    ];
    const [mine, others] = [await given({ tokenId: own.id }), await given()];
    const [slow, hidden] = [await given({ tag: 'slow' }), await given({ isHidden: true })];
    const all = await token();

    expect(await post(`jobs_u/queue/cancel/${mine}`, {}, reader.text)).toBe('403 read_only_token');
    expect(await post(`jobs_u/queue/cancel/${mine}`, {}, own.text)).toBe(`200 ${mine}`);
    expect(await post(`jobs_u/queue/cancel/${others}`, {}, own.text)).toBe('403 scope_missing');
    expect(await post(`jobs_u/queue/cancel/${others}`, {}, tagged.text)).toBe('403 scope_missing');
    expect(await post(`jobs_u/queue/cancel/${slow}`, {}, tagged.text)).toBe(`200 ${slow}`);
    expect(await post(`jobs_u/queue/cancel/${hidden}`, {}, all.text)).toBe('404 job_not_found');
    expect(await post(`jobs_u/queue/cancel/${hidden}`)).toBe(`200 ${hidden}`);
  });

  it('takes a selection: what exists, is open and may be changed, in its order', async () => {
    const own = await token({ scopes: ['jobs:run'] });
    const [mine, open] = [await given({ tokenId: own.id, jobId: newSecretId() }), await given()];
    const over = await given({ state: 'succeeded' });
    const shown = (await rowOf(mine))['job_id'] as Id;
    const select = 'jobs/queue/cancel_selection';

    expect(await post(select, [open], own.text)).toBe('403 scope_missing');
    expect(await post(select, [open, mine], own.text)).toBe(`200 ["${shown}"]`);
    expect(await post(select, [newId(), over, open, open, mine])).toBe(`200 ["${open}"]`);
    expect(await post(`${select}?force_cancel=true`, [])).toBe('200 []');
    expect(await post(select, [open, 7])).toBe('400 invalid_job_id');
    expect(await post(select, { ids: [] })).toBe('400 invalid_body');
    expect(
      await post(
        select,
        Array.from({ length: 10_001 }, () => open),
      ),
    ).toBe('400 invalid_body');
    expect(await statesOf([mine, open, over])).toEqual(['cancelled', 'cancelled', 'succeeded']);
  });

  it('takes all jobs of a task, batch by batch', async () => {
    const path = 'f/persistent/one';
    const task = await givenTask(path);
    const own = await token({ scopes: ['jobs:run'] });
    const jobs = await Promise.all(
      Array.from({ length: 520 }, (_, n) => given({ task, state: n % 2 ? 'due' : 'scheduled' })),
    );
    const other = await given();

    expect(await post(`jobs_u/queue/cancel_persistent/${path}`, {}, own.text)).toBe(
      '403 scope_missing',
    );
    expect(await post(`jobs_u/queue/cancel_persistent/${path}`, { reason: 'stop' })).toBe(
      `200 cancelled 520 jobs of ${path}`,
    );
    expect(await post(`jobs_u/queue/cancel_persistent/${path}`)).toBe(
      `200 cancelled 0 jobs of ${path}`,
    );
    expect(await post('jobs_u/queue/cancel_persistent/f/no/where')).toBe('404 task_not_found');
    expect(new Set(await statesOf(jobs))).toEqual(new Set(['cancelled']));
    expect(await statesOf([other])).toEqual(['due']);
  });

  it('tells nothing of tasks to who may cancel only what it started', async () => {
    const path = 'f/persistent/own';
    const task = await givenTask(path);
    const own = await token({ scopes: ['jobs:run:scripts:f/sales/new'] });
    const cancel = (at: string) => post(`jobs_u/queue/cancel_persistent/${at}`, {}, own.text);

    expect(await cancel(path)).toBe('403 scope_missing');
    expect(await cancel('f/no/where')).toBe('403 scope_missing');
    await given({ task, tokenId: own.id });
    expect(await cancel(path)).toBe(`200 cancelled 1 job of ${path}`);
  });
});

describe('run_now', () => {
  it('makes due what waits for its time, and nothing else', async () => {
    const [waiting, due, over] = [
      await given({ state: 'scheduled' }),
      await given(),
      await given({ state: 'failed' }),
    ];
    const tick = await given({ state: 'scheduled', source: 'scheduler' });
    const own = await token({ scopes: ['jobs:run'] });

    expect(await post(`jobs/queue/run_now/${waiting}`, {}, own.text)).toBe('403 scope_missing');
    expect(await post(`jobs/queue/run_now/${waiting}`)).toBe(`200 ${waiting}`);
    for (const id of [waiting, due, over, tick]) {
      expect(await post(`jobs/queue/run_now/${id}`)).toBe('400 job_not_waiting');
    }
    expect(
      await ingress.database.query(
        'select state, run_at <= now() as "isNow" from work where id = $1',
        [waiting],
      ),
    ).toEqual([{ state: 'due', isNow: true }]);
  });
});

describe('resolving', () => {
  it('marks failures as handled, once, and takes the mark away', async () => {
    const failed = await given({ state: 'failed' });
    const rest = [
      await given({ state: 'succeeded' }),
      await given({ state: 'cancelled' }),
      await given(),
    ];
    const bob = await token();

    const ids = [...rest, failed, newId()];
    expect(await post('jobs/completed/resolve', { job_ids: ids, note: 'known' }, bob.text)).toBe(
      `200 ["${failed}"]`,
    );
    expect(await rowOf(failed)).toMatchObject({
      resolved_at: expect.any(Date),
      resolved_by: 'bob',
      resolution_note: 'known',
    });
    expect(await post('jobs/completed/resolve', { job_ids: ids })).toBe('200 []');
    expect(await post('jobs/completed/unresolve', { job_ids: ids })).toBe(`200 ["${failed}"]`);
    expect(await rowOf(failed)).toMatchObject({ resolved_at: null, resolution_note: null });
    expect(await post('jobs/completed/unresolve', { job_ids: ids })).toBe('200 []');
    expect(await post('jobs/completed/resolve', {})).toBe('400 invalid_body');
    const reader = await token({ scopes: ['jobs:read'] });
    expect(await post('jobs/completed/resolve', { job_ids: ids }, reader.text)).toBe(
      '403 scope_missing',
    );
  });

  it('believes only in a later successful job of the same task', async () => {
    const [task, now] = [newId(), Date.now()];
    const failed = await given({ state: 'failed', task, at: now });
    const jobId = newSecretId();
    const none = [
      await given({ state: 'succeeded', task, at: now - 60_000 }),
      await given({ state: 'succeeded', at: now + 1_000 }),
      await given({ state: 'failed', task, at: now + 1_000 }),
      await given({ state: 'due', task, at: now + 1_000 }),
      newId(),
    ];
    await given({ state: 'succeeded', task, at: now + 1_000, jobId });

    for (const superseded_by of none) {
      const body = { job_ids: [failed], superseded_by };
      expect(await post('jobs/completed/resolve', body)).toBe('200 []');
    }
    expect(await post('jobs/completed/resolve', { job_ids: [failed], superseded_by: jobId })).toBe(
      `200 ["${failed}"]`,
    );
    expect(await post('jobs/completed/resolve', { job_ids: [failed], superseded_by: 'x' })).toBe(
      '400 invalid_job_id',
    );
  });
});

describe('deleting', () => {
  it('erases args, result and logs, and shows what is left', async () => {
    const [id, failed] = [await given({ state: 'succeeded' }), await given({ state: 'failed' })];

    const [status, ...text] = (await post(`jobs/completed/delete/${id}`)).split(' ');

    expect(status).toBe('200');
    expect(JSON.parse(text.join(' '))).toMatchObject({
      type: 'CompletedJob',
      ...{ id, success: true, deleted: true, args: {}, result: {}, logs: '##DELETED##' },
    });
    expect(await post(`jobs/completed/delete/${failed}`)).not.toContain(SECRET);
    const rows = await ingress.database.query(
      'select r.*, e.* from task_runs r join events e on e.id = r.event_id where r.id = any($1::uuid[])',
      [[id, failed]],
    );
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(SECRET);
    for (const part of ['completed/get_result', 'get_args', 'get_logs', 'get']) {
      const { text: shown } = await ingress.client.send(
        `/api/w/w-${ingress.workspaceId}/jobs_u/${part}/${failed}`,
        { method: 'GET', headers: { authorization: `Bearer ${ADMIN}` } },
      );
      expect(shown).not.toContain(SECRET);
    }
  });

  it('waits for the end of the job, and is for those who may', async () => {
    const [open, over] = [await given(), await given({ state: 'succeeded' })];
    const own = await token({ scopes: ['jobs:run'] });

    expect(await post(`jobs/completed/delete/${open}`)).toBe('409 job_not_completed');
    expect(await post(`jobs/completed/delete/${over}`, {}, own.text)).toBe('403 scope_missing');
    expect(await rowOf(over)).toMatchObject({ erased_at: null, result: JSON.stringify(SECRET) });
  });

  it('is noted in the audit log, without what the job ran on', async () => {
    const id = await given({ state: 'succeeded' });
    await post(`jobs/completed/delete/${id}`);

    const [entry] = await ingress.database.query('select * from audit_log where resource_id = $1', [
      id,
    ]);

    expect(entry).toMatchObject({ action: 'delete', resource: 'jobs', actor: 'admin' });
  });
});
