import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { silentLogger } from '@millwright/observability';
import { givenHistory } from '../testing/given-history.ts';
import { givenWorkspace } from '../testing/given.ts';
import { BulkCommands, type BulkRequest } from './bulk-commands.ts';
import { BulkWorker } from './bulk-worker.ts';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('bulk work on runs on %s', (_name, open) => {
  let opened: TestDatabase;
  let workspaceId: Id;
  let commands: BulkCommands;
  let published: OutgoingMessage[];

  beforeAll(async () => {
    opened = await open();
    commands = new BulkCommands(opened.database);
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    await opened.database.execute('delete from bulk_jobs');
    await opened.database.execute('delete from leases');
    await opened.database.execute('delete from work');
    workspaceId = await givenWorkspace(opened.database);
    published = [];
  });

  const aWorker = (batchSize = 3): BulkWorker =>
    new BulkWorker({
      database: opened.database,
      instanceId: newId(),
      publish: async (messages) => void published.push(...messages),
      logger: silentLogger,
      batchSize,
    });
  const query = <Row>(text: string, params: unknown[] = [workspaceId]): Promise<Row[]> =>
    opened.database.query<Row>(text, params);
  const started = async (request: BulkRequest): Promise<Id> => {
    const outcome = await commands.start(workspaceId, request);
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.done.id;
  };
  const shown = (id: Id) => commands.get(workspaceId, id);
  const counted = async (request: BulkRequest): Promise<number> => {
    const outcome = await commands.count(workspaceId, request);
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.done.count;
  };
  /** Events whose action run failed, a second apart. */
  const givenFailed = async (amount: number, code = 'network'): Promise<Id[]> => {
    const ids: Id[] = [];
    for (let n = 0; n < amount; n += 1) {
      ids.push(await givenHistory(opened.database, { workspaceId, at: Date.now() - 1_000 - n }));
    }
    await opened.database.execute(
      `update action_runs set state = 'failed', error = $2 where event_id = any($1::uuid[])`,
      [ids, JSON.stringify({ code, message: 'no' })],
    );
    await opened.database.execute('update event_runs set failed = 1 where id = any($1::uuid[])', [
      ids,
    ]);
    return ids;
  };
  const actions = () =>
    query<{ state: string; round: number }>(
      'select state, round from action_runs where workspace_id = $1 order by id',
    );
  const expectExactCounts = async (): Promise<void> => {
    const wrong = await query(
      `select r.id from event_runs r where r.workspace_id = $1 and (
         r.pending <> (select count(*) from work w where w.event_id = r.id and w.kind <> 'event')
         or r.failed <> (select count(*) from action_runs a where a.event_id = r.id and a.state = 'failed'))`,
    );
    expect(wrong).toEqual([]);
  };

  it('retries what fits, once, with several workers', async () => {
    await givenFailed(8);
    await givenFailed(2, 'remote_rejected');
    const request = { action: 'retry', filter: { error_code: 'network' } } as const;
    expect(await counted(request)).toBe(8);
    const id = await started(request);
    expect(await shown(id)).toMatchObject({ status: 'running', done: 0, finished_at: null });

    await Promise.all([aWorker(), aWorker(), aWorker()].map((worker) => worker.tick()));

    const runs = await actions();
    expect(runs.filter(({ state, round }) => state === 'due' && round === 1)).toHaveLength(8);
    expect(runs.filter(({ state, round }) => state === 'failed' && round === 0)).toHaveLength(2);
    expect(await shown(id)).toMatchObject({ status: 'done', matched: 8, done: 8, skipped: 0 });
    expect(published.map(({ queue }) => queue)).toEqual(Array(8).fill('action-runs.normal'));
    await expectExactCounts();
  });

  it('goes on where it was after a batch that was lost, and treats nothing twice', async () => {
    await givenFailed(9);
    const id = await started({ action: 'retry', filter: { kind: 'action' } });
    const [run] = await query<{ id: Id }>(
      'select id from action_runs where workspace_id = $1 order by id offset 4 limit 1',
      [workspaceId],
    );
    await opened.database.execute(
      `create or replace function cut_off() returns trigger language plpgsql as
         $$ begin raise exception using errcode = '57P01', message = 'the server is going away'; end $$`,
    );
    await opened.database.execute(
      `create trigger cut before insert on work for each row when (new.id = '${run!.id}') execute function cut_off()`,
    );

    await expect(aWorker(2).tick()).rejects.toThrow();
    const half = await shown(id);
    await opened.database.execute('drop trigger cut on work');
    await opened.database.execute('delete from leases');
    await aWorker(2).tick();

    expect(half).toMatchObject({ status: 'running', done: 4 });
    expect(await shown(id)).toMatchObject({ status: 'done', matched: 9, done: 9 });
    expect((await actions()).every(({ round }) => round === 1)).toBe(true);
    await expectExactCounts();
  });

  it('ends with an error where trying again is no help', async () => {
    await givenFailed(1);
    const id = await started({ action: 'retry', filter: { kind: 'action' } });
    await opened.database.execute(
      `alter table work add constraint refused check (workspace_id <> '${workspaceId}')`,
    );

    await aWorker().tick();
    await opened.database.execute('alter table work drop constraint refused');

    expect(await shown(id)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
  });

  it('cancels what is open', async () => {
    const at = Date.now() - 5_000;
    for (let n = 0; n < 5; n += 1) {
      await givenHistory(opened.database, { workspaceId, at: at + n, isOpen: true });
    }
    await givenHistory(opened.database, { workspaceId, at });
    const id = await started({ action: 'cancel', filter: { status: 'scheduled' } });

    await aWorker().tick();

    expect(await shown(id)).toMatchObject({ status: 'done', matched: 5, done: 5 });
    expect((await actions()).filter(({ state }) => state === 'cancelled')).toHaveLength(5);
    expect(await query('select 1 from work where workspace_id = $1')).toEqual([]);
    await expectExactCounts();
  });

  it('purges finished events whole, and none with something pending, in their children neither', async () => {
    const at = Date.now() - 60_000;
    const give = (more = {}) => givenHistory(opened.database, { workspaceId, at, ...more });
    const finished = [await give(), await give()];
    const open = await give({ isOpen: true });
    const parent = await give();
    const child = await give({ parentId: parent, isOpen: true, at: at + 1_000 });
    const id = await started({ action: 'purge', filter: { topic: 't' } });
    expect(await counted({ action: 'purge', filter: { topic: 't' } })).toBe(5 + 5 + 3);

    await aWorker(100).tick();

    const left = await query<{ id: Id }>('select id from events where workspace_id = $1');
    expect(left.map((row) => row.id).sort()).toEqual([open, parent, child].sort());
    for (const table of ['task_runs', 'action_runs']) {
      const below = await query(`select 1 from ${table} where event_id = any($1::uuid[])`, [
        finished,
      ]);
      expect(below).toEqual([]);
    }
    expect(await shown(id)).toMatchObject({ status: 'done', done: 2 });
  });

  it('finds runs by whatever is asked for', async () => {
    const [first, second] = await givenFailed(2);
    const count = (filter: BulkRequest['filter']) => counted({ action: 'retry', filter });
    const [{ task }] = (await query<{ task: Id }>(
      'select task_id as task from action_runs where workspace_id = $1 and event_id = $2',
      [workspaceId, first],
    )) as [{ task: Id }];

    expect(await count({ topic: 't' })).toBe(2);
    expect(await count({ topic: 'user/no/such' })).toBe(0);
    expect(await count({ event_id: second })).toBe(1);
    expect(await count({ task_id: task })).toBe(1);
    expect(await count({ action_type: 'echo' })).toBe(2);
    expect(await count({ action_type: 'http' })).toBe(0);
    expect(await count({ status: 'due' })).toBe(0);
    expect(await count({ created_from: new Date() })).toBe(0);
    expect(await count({ created_to: new Date(0) })).toBe(0);
    expect(await count({ kind: 'task', status: 'succeeded' })).toBe(2);
    expect(
      await commands.count(workspaceId, {
        action: 'retry',
        filter: { kind: 'event', task_id: task },
      }),
    ).toMatchObject({ ok: false, code: 'invalid' });
  });

  it('finds runs by the code of their error, whatever else strangers have put into it', async () => {
    const [first] = await givenFailed(2, 'timeout');
    const count = (code: string) => counted({ action: 'retry', filter: { error_code: code } });
    const details = '{"code":"network","text":"\\u0000\\ud800","n":1e999999}';
    await opened.database.execute('update action_runs set error = $2 where event_id = $1', [
      first,
      `{"code":"echo_error","message":"\\"code\\":\\"network\\" \\u0000","details":${details}}`,
    ]);

    expect(await count('echo_error')).toBe(1);
    expect(await count('timeout')).toBe(1);
    expect(await count('network')).toBe(0);
    expect(await count('%')).toBe(0);
  });

  it('skips what has a result, and leaves other Workspaces alone', async () => {
    await givenFailed(2);
    const other = await givenWorkspace(opened.database);
    const id = await started({ action: 'retry', filter: { kind: 'task', status: 'succeeded' } });
    await aWorker().tick();
    expect(await shown(id)).toMatchObject({ status: 'done', matched: 2, done: 0, skipped: 2 });

    expect(await commands.get(other, id)).toBeUndefined();
    const foreign = await commands.start(other, { action: 'purge', filter: { topic: 't' } });
    expect(foreign.ok).toBe(true);
    await aWorker().tick();
    expect(await query('select 1 from events where workspace_id = $1')).toHaveLength(2);
  });
});
