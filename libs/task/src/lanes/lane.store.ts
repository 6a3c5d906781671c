import type { Sql, Transaction } from '@millwright/database';
import { workItemColumns, type WorkItem } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import {
  failedLane,
  NO_LANE,
  rankedLanes,
  unnamedLane,
  workspaceOfLane,
  type Lane,
  type LaneRule,
} from './lane.ts';

/**
 * Lets nobody else in or out of these lanes until the transaction ends. To be asked for before any row is locked: who
 * starts a run holds its lane and then wants its row.
 */
export async function lockLanes(tx: Transaction, lanes: readonly Lane[]): Promise<void> {
  const names = lanes.filter((lane) => lane !== NO_LANE);
  if (names.length === 0) return;
  await tx.query(
    `select pg_advisory_xact_lock(l.key) from (
       select distinct hashtextextended(name, 0) as key from unnest($1::text[]) name order by key
     ) l`,
    [names],
  );
}

/** A task run that stands, or is to stand, in a lane. */
export interface LanedRun {
  id: Id;
  eventId: Id;
  taskId: Id;
}

/** What of a lane is not just waiting for its turn: by the predicate of its index. */
const inLane = '(o.queued_in is null or o.queued_in <> o.lane)';

/**
 * Whether a run has to wait behind others of an ordered lane: one that is under way, down to its last action run, or
 * waits for another try; or one of an earlier event that has come due.
 */
export async function mustWaitInOrder(
  sql: Sql,
  lane: Lane,
  { id, eventId, taskId }: LanedRun,
): Promise<boolean> {
  const [row] = await sql.query<{ waits: boolean }>(
    `select exists (select from work o where o.lane = $1 and ${inLane} and o.id <> $2
         and (o.kind = 'action' or o.state in ('started', 'scheduled') or o.queued_in is not null
              or (o.event_id, o.id) < ($3::uuid, $2::uuid)))
       or exists (select from work o where o.queued_in = $1 and (o.event_id, o.id) < ($3::uuid, $2::uuid))
       or exists (select from work o where o.lane = $4 and ${inLane} and o.kind = 'task' and o.state = 'due'
                  and (o.event_id, o.id) < ($3::uuid, $2::uuid)) as waits`,
    [lane, id, eventId, unnamedLane(taskId)],
  );
  return row!.waits;
}

/** How many task runs of a lane are started, but for one. */
export async function startedIn(sql: Sql, lane: Lane, butFor: Id): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(*)::integer as count from work o
     where o.lane = $1 and ${inLane} and o.kind = 'task' and o.state = 'started' and o.id <> $2`,
    [lane, butFor],
  );
  return row!.count;
}

/** How many runs of a Workspace are started, but for one. Reads what is started only, of all Workspaces. */
export async function startedInWorkspace(
  sql: Sql,
  workspaceId: Id,
  butFor: Id | null,
): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `with started as materialized (
       select id, workspace_id from work where state = 'started' and lease_until > '-infinity'
     )
     select count(*)::integer as count from started
     where workspace_id = $1 and id is distinct from $2::uuid`,
    [workspaceId, butFor],
  );
  return row!.count;
}

/** Lets a run that is due, or that was lost, wait in a lane. */
export async function queueWork(
  sql: Sql,
  kind: 'task' | 'action',
  id: Id,
  lane: Lane,
): Promise<void> {
  await sql.execute(
    `update work set state = 'unscheduled', queued_in = $3, due_at = null, holder = null, lease_until = null
     where kind = $1 and id = $2`,
    [kind, id, lane],
  );
}

/** Makes due those of a task's lane whose turn it is now; the lane is locked. They ask for their place anew. */
export async function wakeLane(sql: Sql, lane: Lane, rule: LaneRule): Promise<WorkItem[]> {
  const free = await freeIn(sql, lane, rule);
  if (free <= 0) return [];
  return sql.query<WorkItem>(
    `update work set state = 'due', due_at = now(), queued_in = null where queued_in = $1 and (id, kind) in (
       select id, kind from work where queued_in = $1 order by event_id, id limit $2
     ) returning ${workItemColumns}`,
    [lane, free],
  );
}

const ALL_AT_ONCE = 1_000;

async function freeIn(sql: Sql, lane: Lane, rule: LaneRule): Promise<number> {
  if (rule.kind === 'open') return ALL_AT_ONCE;
  const [row] = await sql.query<{ held: number; near: number }>(
    `select count(*) filter (where o.kind = 'action' or o.state in ('started', 'scheduled')
         or o.queued_in is not null)::integer as held,
       count(*) filter (where o.kind = 'task' and o.state in ('started', 'due'))::integer as near
     from work o where o.lane = $1 and ${inLane}`,
    [lane],
  );
  const { held, near } = row!;
  if (rule.kind === 'ordered') return held === 0 ? 1 : 0;
  return rule.limit - near;
}

/** Of ten picks one takes what has waited longest, whatever its rank, so that nothing waits for ever. */
const OLDEST_FIRST_SHARE = 0.1;

/** Makes due what waits for the limit of a Workspace, as far as there are places; its lane is locked. */
export async function wakeWorkspace(
  sql: Sql,
  workspaceId: Id,
  limit: number | undefined,
  random: () => number = Math.random,
): Promise<WorkItem[]> {
  const free =
    limit === undefined ? ALL_AT_ONCE : limit - (await startedInWorkspace(sql, workspaceId, null));
  if (free <= 0) return [];
  const order = random() < OLDEST_FIRST_SHARE ? 'q.event_id, r.rank' : 'r.rank, q.event_id';
  return sql.query<WorkItem>(
    `update work set state = 'due', due_at = now(), queued_in = null
     where queued_in is not null and (id, kind) in (
       select q.id, q.kind from unnest($1::text[]) with ordinality r (lane, rank), lateral (
         select id, kind, event_id from work where queued_in = r.lane order by event_id, id limit $2
       ) q order by ${order} limit $2
     ) returning ${workItemColumns}`,
    [rankedLanes(workspaceId), free],
  );
}

/** The task runs of a lane without a name that have come due, up to an event's, oldest first. */
export const unnamedUpTo = (
  sql: Sql,
  taskId: Id,
  eventId: Id,
  limit: number,
): Promise<{ id: Id; eventId: Id }[]> =>
  sql.query(
    `select o.id, o.event_id as "eventId" from work o
     where o.lane = $1 and ${inLane} and o.kind = 'task' and o.state = 'due' and o.event_id <= $2
     order by o.event_id limit $3`,
    [unnamedLane(taskId), eventId, limit],
  );

/** The lane of a task run; undefined when there is no such work any more. */
export async function laneOfRun(
  sql: Sql,
  { id, round }: { id: Id; round: number },
): Promise<{ lane: Lane | null } | undefined> {
  const [row] = await sql.query<{ lane: Lane | null }>(
    `select lane from work where kind = 'task' and id = $1 and round = $2`,
    [id, round],
  );
  return row;
}

/** Gives task runs their lanes; what somebody else has put into one meanwhile stays there. */
export async function nameLanes(
  sql: Sql,
  taskId: Id,
  named: readonly { id: Id; lane: Lane }[],
): Promise<void> {
  await sql.execute(
    `with locked as materialized (
       select id from work where kind = 'task' and id = any($1::uuid[]) order by id for update
     )
     update work w set lane = v.lane from locked join unnest($1::uuid[], $2::text[]) v (id, lane) on v.id = locked.id
     where w.kind = 'task' and w.id = locked.id and (w.lane is null or w.lane = any($3::text[]))`,
    [
      named.map(({ id }) => id),
      named.map(({ lane }) => lane),
      [unnamedLane(taskId), failedLane(taskId)],
    ],
  );
}

/** Some lanes that runs wait in, behind a name; undefined: from the first on. */
export async function lanesWithQueue(
  sql: Sql,
  behind: Lane | undefined,
  limit: number,
): Promise<Lane[]> {
  const rows = await sql.query<{ lane: Lane }>(
    `with recursive lanes (lane, n) as (
       (select queued_in, 1 from work where queued_in > $1 order by queued_in limit 1)
       union all
       select (select w.queued_in from work w where w.queued_in > l.lane order by w.queued_in limit 1), l.n + 1
       from lanes l where l.lane is not null and l.n < $2
     )
     select lane from lanes where lane is not null`,
    [behind ?? '', limit],
  );
  return rows.map(({ lane }) => lane);
}

/** The name by which a lane is locked: all of a Workspace's share one. */
export function lockOf(lane: Lane): Lane {
  const workspaceId = workspaceOfLane(lane);
  return workspaceId === undefined ? lane : `workspace/${workspaceId}`;
}
