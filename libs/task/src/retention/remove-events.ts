import type { Database, Transaction } from '@millwright/database';
import { idsBeside, type Id } from '@millwright/kernel';
import { noDeliveries, type KeptDeliveries } from './kept-deliveries.ts';
import { GENERATIONS } from './watched-weeks.ts';

/** Events of a Workspace in a range of ids (within one week), of which a batch is to be removed. */
export interface EventRange {
  workspaceId: Id;
  /** The lowest id. */
  from: Id;
  /** The lowest id after the range. */
  to: Id;
  /** Only trees that ended before this are removed; null: everything, finished or not. */
  endedBefore: Date | null;
  limit: number;
}

/** What became of a batch. `next`: where the following one begins; undefined when there is none. */
export interface RemovedBatch {
  removed: number;
  next: Id | undefined;
}

/**
 * Removes a batch of events with everything below them, in one short transaction. An event stays while it, or one of
 * its descendants, is open or ended too lately. The rows of event runs are locked first: whoever starts something
 * below an event changes the counts in that row, so nothing can begin while its tree is judged.
 */
export function removeEvents(
  database: Database,
  range: EventRange,
  deliveries: KeptDeliveries,
): Promise<RemovedBatch> {
  const { endedBefore, limit } = range;
  return database.transaction(async (tx) => {
    const ids = await lockEvents(tx, range);
    const kept =
      endedBefore === null ? new Set<Id>() : await unfinishedOf(tx, ids, endedBefore, deliveries);
    const gone = ids.filter((id) => !kept.has(id));
    if (endedBefore === null) {
      await tx.execute('delete from work where event_id = any($1::uuid[])', [gone]);
    }
    await deleteAll(tx, gone, deliveries);
    return { removed: gone.length, next: ids.length < limit ? undefined : after(ids.at(-1)!) };
  });
}

/** Later than anything can have ended. */
const NEVER = new Date('9999-12-31T00:00:00Z');

/**
 * Removes those of some events below which, down to their descendants, nothing is open; answers them. What something is
 * being done to stays.
 */
export async function removeFinished(
  tx: Transaction,
  workspaceId: Id,
  eventIds: readonly Id[],
  deliveries: KeptDeliveries = noDeliveries,
): Promise<Id[]> {
  if (eventIds.length === 0) return [];
  const inOrder = [...eventIds].sort();
  const rows = await tx.query<{ id: Id }>(
    `select id from event_runs where id = any($1::uuid[]) and workspace_id = $2 and id between $3 and $4
     order by id for update skip locked`,
    [inOrder, workspaceId, inOrder[0], inOrder.at(-1)],
  );
  const ids = rows.map(({ id }) => id);
  const kept = await unfinishedOf(tx, ids, NEVER, deliveries);
  const gone = ids.filter((id) => !kept.has(id));
  await deleteAll(tx, gone, deliveries);
  return gone;
}

/** The next events of the range, without those that something is being done to. */
async function lockEvents(
  tx: Transaction,
  { workspaceId, from, to, limit }: EventRange,
): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>(
    `select e.id from events e join event_runs r on r.id = e.id
     where e.workspace_id = $1 and e.id >= $2 and e.id < $3 and r.id >= $2 and r.id < $3
     order by e.id limit $4 for update of r skip locked`,
    [workspaceId, from, to, limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Which of these events stay, for what is open in their trees or ended at or after a time. Statement by statement with
 * the ids at hand: joined into one, the planner reads whole tables for it.
 */
async function unfinishedOf(
  tx: Transaction,
  ids: readonly Id[],
  endedBefore: Date,
  deliveries: KeptDeliveries,
): Promise<ReadonlySet<Id>> {
  if (ids.length === 0) return new Set();
  const rootsOf = await treesOf(tx, ids);
  const all = [...rootsOf.keys()].sort();
  const unfinished = [
    ...(await unfinishedAmong(tx, all, endedBefore)),
    ...(await deliveries.unfinishedAmong(tx, all)),
  ];
  return new Set(unfinished.flatMap((id) => [...rootsOf.get(id)!]));
}

/** The events and their descendants, each with those of the events that it belongs to. */
async function treesOf(tx: Transaction, ids: readonly Id[]): Promise<Map<Id, Set<Id>>> {
  const rootsOf = new Map(ids.map((id) => [id, new Set([id])]));
  let parents = ids;
  for (let depth = 1; depth <= GENERATIONS && parents.length > 0; depth += 1) {
    const children = await tx.query<{ id: Id; parent_id: Id }>(
      // A child is never older than its parent.
      'select id, parent_id from events where parent_id = any($1::uuid[]) and id >= $2',
      [parents, ids[0]],
    );
    for (const { id, parent_id: parentId } of children) {
      rootsOf.set(id, new Set([...(rootsOf.get(id) ?? []), ...rootsOf.get(parentId)!]));
    }
    parents = children.map(({ id }) => id);
  }
  return rootsOf;
}

/** Those of some events, in order, that have work or a run that ended at or after a time. */
async function unfinishedAmong(
  tx: Transaction,
  ids: readonly Id[],
  endedBefore: Date,
): Promise<Id[]> {
  const [lowest, highest] = boundsOf(ids);
  const open = await tx.query<{ id: Id }>(
    'select distinct event_id as id from work where event_id = any($1::uuid[])',
    [ids],
  );
  const late = [
    `select id from event_runs where id = any($1::uuid[]) and id between $2 and $3
       and (pending > 0 or coalesce(stopped_at, run_at) >= $4)`,
    ...['task_runs', 'action_runs'].map(
      (table) => `select distinct event_id as id from ${table}
        where event_id = any($1::uuid[]) and id between $2 and $3 and stopped_at >= $4`,
    ),
  ];
  for (const text of late) {
    open.push(...(await tx.query<{ id: Id }>(text, [ids, lowest, highest, endedBefore])));
  }
  return open.map(({ id }) => id);
}

/** The lowest and the highest id that a run of these events, in order, can have. */
const boundsOf = (ids: readonly Id[]): [lowest: Id, highest: Id] => [
  idsBeside(ids[0]!)[0],
  idsBeside(ids.at(-1)!)[1],
];

async function deleteAll(
  tx: Transaction,
  ids: readonly Id[],
  deliveries: KeptDeliveries,
): Promise<void> {
  if (ids.length === 0) return;
  await deliveries.removeOf(tx, ids);
  const [lowest, highest] = boundsOf(ids);
  await tx.execute(
    `delete from job_ids where run_id between $2 and $3 and run_id in (
       select id from task_runs where event_id = any($1::uuid[]) and id between $2 and $3)`,
    [ids, lowest, highest],
  );
  for (const [table, key] of tables) {
    await tx.execute(
      `delete from ${table} where ${key} = any($1::uuid[]) and id between $2 and $3`,
      [ids, lowest, highest],
    );
  }
}

const tables = [
  ['action_runs', 'event_id'],
  ['task_runs', 'event_id'],
  ['event_runs', 'id'],
  ['events', 'id'],
] as const;

/** The id after an id. */
function after(id: Id): Id {
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0');
  return [8, 12, 16, 20, 32].map((end, n) => next.slice([0, 8, 12, 16, 20][n], end)).join('-');
}
