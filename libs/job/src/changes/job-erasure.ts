import { updateRows, type Database, type Transaction } from '@millwright/database';
import { stringifyJson, type Id } from '@millwright/kernel';
import { ERASED_LOGS } from '../json/job-json-of.ts';
import { erasedErrorOf } from './erased.ts';
import { eventsAboutRuns } from './events-about-runs.ts';

/** What became of a job that was to be erased: `open` when something of its event is not over yet. */
export type Erasure = 'erased' | 'open' | 'not_found';

/**
 * Erases the payloads of jobs that are over: args, result, logs and the words of the error, the options, results and
 * progress of their action runs, and the data and the request record of their events, those that tell of an end of theirs among
 * them. What stays is that they ran. A job stays whole while anything below these events is open, for that needs the
 * data; so whoever erases comes again.
 */
export class JobErasure {
  constructor(private readonly database: Database) {}

  /** Erases one job, by its run's id. One that is erased already stays so. */
  async erase(workspaceId: Id, runId: Id): Promise<Erasure> {
    const { erased, open } = await this.eraseAll(workspaceId, [runId]);
    if (erased.length > 0) return 'erased';
    return open.length > 0 ? 'open' : 'not_found';
  }

  /** Erases some hundreds of jobs, in one transaction; answers which, and which are not over. */
  eraseAll(workspaceId: Id, runIds: readonly Id[]): Promise<{ erased: Id[]; open: Id[] }> {
    return this.database.transaction((tx) => eraseJobs(tx, workspaceId, runIds));
  }
}

interface LockedJob {
  id: Id;
  eventId: Id;
  round: number;
  error: string | null;
  isErased: boolean;
}

interface LockedAction {
  id: Id;
  eventId: Id;
  round: number;
  error: string | null;
}

async function eraseJobs(
  tx: Transaction,
  workspaceId: Id,
  runIds: readonly Id[],
): Promise<{ erased: Id[]; open: Id[] }> {
  if (runIds.length === 0) return { erased: [], open: [] };
  const runs = await lockJobs(tx, workspaceId, runIds);
  const actions = await lockActions(tx, runs);
  const about = await eventsAboutRuns(tx, [
    ...runs.filter(({ isErased }) => !isErased),
    ...actions,
  ]);
  const openEvents = await lockEvents(tx, [...runs.map(({ eventId }) => eventId), ...about.keys()]);
  for (const [id, eventId] of about) if (openEvents.has(id)) openEvents.add(eventId);
  const isOver = ({ eventId }: { eventId: Id }): boolean => !openEvents.has(eventId);
  const over = runs.filter(isOver);
  const left = over.filter(({ isErased }) => !isErased);
  await eraseRuns(tx, left);
  await eraseActions(tx, actions.filter(isOver));
  const aboutOver = [...about].filter(([, eventId]) => isOver({ eventId })).map(([id]) => id);
  await eraseEvents(tx, [...left.map(({ eventId }) => eventId), ...aboutOver]);
  return {
    erased: over.map(({ id }) => id),
    open: runs.filter((run) => !isOver(run)).map(({ id }) => id),
  };
}

// Rows are locked in the order of commands on runs: runs, action runs, then event runs.

function lockJobs(tx: Transaction, workspaceId: Id, runIds: readonly Id[]): Promise<LockedJob[]> {
  const inOrder = [...runIds].sort();
  return tx.query(
    `select id, event_id as "eventId", round, error, erased_at is not null as "isErased" from task_runs
     where id = any($1::uuid[]) and workspace_id = $2 and id between $3 and $4 order by id for update`,
    [inOrder, workspaceId, inOrder[0], inOrder.at(-1)],
  );
}

async function lockActions(tx: Transaction, runs: readonly LockedJob[]): Promise<LockedAction[]> {
  const ids = runs.filter(({ isErased }) => !isErased).map(({ id }) => id);
  if (ids.length === 0) return [];
  return tx.query(
    `select id, event_id as "eventId", round, error from action_runs
     where task_run_id = any($1::uuid[]) and id between $2 and $3 order by id for update`,
    [ids, ...besidesOf(ids)],
  );
}

/** The events among these below which something is open; nothing can begin below any of them until the end. */
async function lockEvents(tx: Transaction, eventIds: readonly Id[]): Promise<Set<Id>> {
  const ids = [...new Set(eventIds)].sort();
  if (ids.length === 0) return new Set();
  await tx.query(
    `select id from event_runs where id = any($1::uuid[]) and id between $2 and $3 order by id for update`,
    [ids, ids[0], ids.at(-1)],
  );
  const open = await tx.query<{ id: Id }>(
    'select distinct event_id as id from work where event_id = any($1::uuid[])',
    [ids],
  );
  return new Set(open.map(({ id }) => id));
}

const eraseRuns = (tx: Transaction, runs: readonly LockedJob[]): Promise<void> =>
  updateRows(tx, {
    table: 'task_runs',
    key: ({ id }) => id,
    columns: { error: ['text', ({ error }) => erasedErrorOf(error)] },
    set: `error = v.error, result = '{}', result_meta = null, labels = null,
      logs = '${stringifyJson([ERASED_LOGS])}', erased_at = now()`,
    rows: runs,
  });

const eraseActions = (tx: Transaction, actions: readonly LockedAction[]): Promise<void> =>
  updateRows(tx, {
    table: 'action_runs',
    key: ({ id }) => id,
    columns: { error: ['text', ({ error }) => erasedErrorOf(error)] },
    set: `error = v.error, options = '{}', meta = null, result = null, result_meta = null, progress = null`,
    rows: actions,
  });

async function eraseEvents(tx: Transaction, eventIds: readonly Id[]): Promise<void> {
  if (eventIds.length === 0) return;
  const ids = [...new Set(eventIds)].sort();
  await tx.execute(
    `update events set data = '{}', request = null
     where id = any($1::uuid[]) and id between $2 and $3`,
    [ids, ids[0], ids.at(-1)],
  );
}

/** The ids of action runs have the time of their task run's. */
function besidesOf(ids: readonly Id[]): [lowest: Id, highest: Id] {
  const inOrder = [...ids].sort();
  const time = (id: Id): string => id.slice(0, 13);
  return [
    `${time(inOrder[0]!)}-0000-0000-000000000000`,
    `${time(inOrder.at(-1)!)}-ffff-ffff-ffffffffffff`,
  ];
}
