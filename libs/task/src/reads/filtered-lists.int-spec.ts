import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { childIdAt, newId, type Id, type PageOf, type PageRequest } from '@millwright/kernel';
import { givenWorkspace } from '../testing/given.ts';
import { EventReads, type EventFilters } from './event-reads.ts';
import { RunReads, type RunFilters } from './run-reads.ts';

describe('lists by filters', () => {
  const at = Date.now() - 60_000;
  const [often, seldom] = [newId(), newId()];
  let opened: TestDatabase;
  let events: EventReads;
  let runs: RunReads;
  let workspaceId: Id;
  let stored: { id: Id; taskId: Id; source: string; state: string }[];

  beforeAll(async () => {
    opened = await openTestDatabase();
    runs = new RunReads(opened.database);
    events = new EventReads(opened.database, runs);
    workspaceId = await givenWorkspace(opened.database);
    // Seven events in each millisecond: pages end in the middle of one.
    stored = Array.from({ length: 300 }, (_none, n) => ({
      id: childIdAt(at + Math.floor(n / 7), newId(), 'event'),
      taskId: n % 50 === 3 ? seldom : often,
      source: n % 10 === 0 ? 'replay' : 'webhook',
      state: n % 25 === 0 ? 'failed' : n % 30 === 1 ? 'due' : 'succeeded',
    })).sort((one, other) => (one.id < other.id ? 1 : -1));
    for (const event of stored) await insert(event);
  });
  afterAll(() => opened.close());

  const insert = async ({ id, taskId, source, state }: (typeof stored)[number]): Promise<void> => {
    const { database } = opened;
    const run = childIdAt(Date.parse('2000-01-01'), id, 'run');
    const runId = `${id.slice(0, 13)}${run.slice(13)}`;
    await database.execute(
      `insert into events (id, workspace_id, topic, data, source, created_at)
       values ($1, $2, 't', '1', $3, now())`,
      [id, workspaceId, source],
    );
    await database.execute(
      `insert into event_runs (id, workspace_id, state, run_at, pending, failed)
       values ($1, $2, 'succeeded', now(), $3, $4)`,
      [id, workspaceId, state === 'due' ? 1 : 0, state === 'failed' ? 1 : 0],
    );
    for (const line of ['t', 't+1.second']) {
      const isSecond = line !== 't';
      const taskRunId = isSecond ? childIdBeside(runId) : runId;
      await database.execute(
        `insert into task_runs (id, workspace_id, event_id, task_id, task_path, subscription, state, run_at, created_at)
         values ($1, $2, $3, $4, 'f/t', $5, 'succeeded', now(), now())`,
        [taskRunId, workspaceId, id, taskId, line],
      );
    }
    await database.execute(
      `insert into action_runs (id, workspace_id, event_id, task_run_id, task_id, index, type, options, state, run_at,
         created_at) values ($1, $2, $3, $1, $4, 0, $5, '1', $6, now(), now())`,
      [runId, workspaceId, id, taskId, taskId === seldom ? 'http' : 'echo', state],
    );
    if (state === 'due') {
      await database.execute(
        `insert into work (kind, id, workspace_id, event_id, state, run_at, due_at)
         values ('action', $1, $2, $3, 'due', now(), now())`,
        [runId, workspaceId, id],
      );
    }
  };
  const childIdBeside = (id: Id): Id => `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;

  const all = async <Item extends { id: Id }>(
    list: (page: PageRequest) => Promise<PageOf<Item>>,
  ): Promise<Item[]> => {
    const found: Item[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 200; pages += 1) {
      const { items, nextCursor } = await list({ limit: 10, ...(cursor && { cursor }) });
      found.push(...items);
      if (nextCursor === null) return found;
      cursor = nextCursor;
    }
    throw new Error('the list has no end');
  };
  const idsBy = async (filters: EventFilters): Promise<Id[]> =>
    (await all((page) => events.list(workspaceId, filters, page))).map(({ id }) => id);
  const expected = (wanted: (event: (typeof stored)[number]) => boolean): Id[] =>
    stored.filter(wanted).map(({ id }) => id);
  const actionsBy = async (filters: RunFilters): Promise<Id[]> =>
    (await all((page) => runs.actionRuns(workspaceId, filters, page))).map((run) => run.event_id);

  it.each([
    ['often', often],
    ['seldom', seldom],
  ])('page through each event that a task has %s run for, once and in order', async (_n, task) => {
    expect(await idsBy({ task_id: task })).toEqual(expected(({ taskId }) => taskId === task));
  });

  it('know of no event that a task without runs would have', async () => {
    expect(await idsBy({ task_id: newId() })).toEqual([]);
  });

  it.each(['pending', 'failed', 'succeeded'] as const)(
    'page through what is %s',
    async (status) => {
      const state = status === 'pending' ? 'due' : status;

      expect(await idsBy({ status })).toEqual(expected((event) => event.state === state));
    },
  );

  it('combine filters', async () => {
    expect(await idsBy({ task_id: often, status: 'failed', source: 'replay', q: 't' })).toEqual(
      expected(({ taskId, state, source }) => {
        return taskId === often && state === 'failed' && source === 'replay';
      }),
    );
  });

  it('keep to the times that are asked for', async () => {
    const times = { created_from: new Date(at + 5), created_to: new Date(at + 20) };
    const [first] = expected(() => true).slice(-1);
    const within = stored.slice(-140, -35).map(({ id }) => id);

    expect(await idsBy({ ...times })).toEqual(within);
    expect(await idsBy({ ...times, task_id: often })).toEqual(
      expected(({ id, taskId }) => within.includes(id) && taskId === often),
    );
    expect(await idsBy({ ...times, status: 'pending' })).not.toContain(first);
  });

  it('find action runs by task and by type', async () => {
    const seldomOnes = expected(({ taskId }) => taskId === seldom);

    expect((await actionsBy({ task_id: seldom })).sort().reverse()).toEqual(seldomOnes);
    expect((await actionsBy({ type: 'http' })).sort().reverse()).toEqual(seldomOnes);
    expect(await actionsBy({ type: 'mail' })).toEqual([]);
    expect(await actionsBy({ task_id: seldom, type: 'echo' })).toEqual([]);
    expect(await actionsBy({ task_id: often })).toHaveLength(300 - seldomOnes.length);
  });

  it('see nothing of another Workspace', async () => {
    const other = await givenWorkspace(opened.database);
    for (const filters of [{}, { status: 'pending' as const }, { task_id: often }]) {
      const { items } = await events.list(other, filters, { limit: 10 });
      expect(items).toEqual([]);
    }
  });
});
