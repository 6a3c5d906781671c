import type { ColumnsOf, Sql } from '@millwright/database';
import { insertRows } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { shardInSql } from '../event-queue.ts';
import type { OpenState, WorkKind } from './work.entity.ts';

/** A new row of unfinished work. `priority` 0 high, 1 normal, 2 low; `index` orders the actions of a task run. */
export interface NewWork {
  kind: WorkKind;
  id: Id;
  workspaceId: Id;
  eventId: Id;
  taskRunId?: Id | null;
  taskId?: Id | null;
  state: OpenState;
  runAt: Date;
  priority?: number;
  lane?: string | null;
  index?: number;
  round?: number;
  /** Addresses of the instances that are told of its end. */
  watchers?: readonly string[] | null;
  /** The version that its caller asked for; missing or null: the latest. */
  pinnedVersion?: number | null;
}

/** A unit of work as its messages need it. */
export interface WorkItem {
  kind: WorkKind;
  id: Id;
  workspaceId: Id;
  eventId: Id;
  taskId: Id | null;
  priority: number;
  round: number;
  pinnedVersion: number | null;
  /** Of an event: whether the events of its Workspace keep their order. Missing: no. */
  keepsOrder?: boolean;
}

/** The lease of a started run, in seconds; renewed while its runner lives. */
export const LEASE_SECONDS = 60;

/** The columns of a {@link WorkItem}, for `returning`. */
export const workItemColumns = `kind, id, workspace_id as "workspaceId", event_id as "eventId", task_id as "taskId", priority, round,
  pinned_version as "pinnedVersion",
  kind = 'event' and workspace_id in (select w.id from workspaces w where w.keeps_order) as "keepsOrder"`;

/** Unfinished work as its row is written. */
export const workColumns: ColumnsOf<NewWork> = {
  kind: ['text', (row) => row.kind],
  id: ['uuid', (row) => row.id],
  workspace_id: ['uuid', (row) => row.workspaceId],
  event_id: ['uuid', (row) => row.eventId],
  task_run_id: ['uuid', (row) => row.taskRunId ?? null],
  task_id: ['uuid', (row) => row.taskId ?? null],
  state: ['text', (row) => row.state],
  run_at: ['timestamptz', (row) => row.runAt],
  due_at: ['timestamptz', (row) => (row.state === 'due' ? 'now' : null)],
  priority: ['smallint', (row) => row.priority ?? 1],
  lane: ['text', (row) => row.lane ?? null],
  index: ['integer', (row) => row.index ?? 0],
  round: ['integer', (row) => row.round ?? 0],
  watchers: ['text[]', (row) => row.watchers ?? null],
  pinned_version: ['integer', (row) => row.pinnedVersion ?? null],
};

/** Adds rows; one that is there already stays as it is. */
export async function insertWork(sql: Sql, rows: readonly NewWork[]): Promise<void> {
  await insertRows(sql, {
    table: 'work',
    columns: workColumns,
    rows,
    then: 'on conflict do nothing',
  });
}

/** Takes the due ones among these out of the table, whatever their round: whoever gets a row routes it. */
export const takeDueEvents = (sql: Sql, ids: readonly Id[]): Promise<{ id: Id; round: number }[]> =>
  sql.query(
    `delete from work where kind = 'event' and id = any($1::uuid[]) and state = 'due' returning id, round`,
    [ids],
  );

/** Makes due what was scheduled for a time that has come, oldest first; several callers never get the same row. */
export const makeDue = (sql: Sql, limit: number): Promise<WorkItem[]> =>
  sql.query(
    `update work set state = 'due', due_at = now() where (kind, id) in (
       select kind, id from work where state = 'scheduled' and run_at <= now()
       order by run_at limit $1 for update skip locked
     ) returning ${workItemColumns}`,
    [limit],
  );

/** A started run whose runner is gone. */
export interface LostWork extends WorkItem {
  attempt: number;
}

/** Makes due again what was started by a runner that no longer renews its lease. The attempt counts. */
export const takeBackLost = (sql: Sql, limit: number): Promise<LostWork[]> =>
  sql.query(
    `update work set state = 'due', due_at = now(), holder = null, lease_until = null where (kind, id) in (
       select kind, id from work where state = 'started' and lease_until < now()
       order by lease_until limit $1 for update skip locked
     ) returning ${workItemColumns}, attempt`,
    [limit],
  );

/** Which due work to look for: of a kind, and of one of its queues. */
export interface UnpublishedWork {
  kind: WorkKind;
  priority?: number;
  /** Of events: the queue's number. */
  shard?: number;
  before: Date;
  limit: number;
}

/** Work that became due before a time and still is: lost on the way, or never published. Notes the new publishing. */
export const takeUnpublished = (sql: Sql, of: UnpublishedWork): Promise<WorkItem[]> =>
  sql.query(
    `update work set due_at = now() where (kind, id) in (
       select kind, id from work
       where state = 'due' and kind = $1 and due_at < $2 and ($3::smallint is null or priority = $3)
         and ($4::integer is null or $4 = ${shardInSql('work.id', 'work.workspace_id')})
       order by due_at limit $5 for update skip locked
     ) returning ${workItemColumns}`,
    [of.kind, of.before, of.priority ?? null, of.shard ?? null, of.limit],
  );

/** A claim on a run: its attempt number, by which every later write proves that it still holds the run. */
export interface Claim {
  attempt: number;
  /** When the run's first attempt started. */
  startedAt: Date;
  /** Of an action run: the lane that it keeps busy. */
  lane?: string | null;
  /** Addresses of the instances that are told of the run's start and end. */
  watchers?: readonly string[] | null;
}

/**
 * Starts a run: from `due`, or with `takeOver` also from a holder that is known to be gone.
 * Undefined when it is not there to be had.
 */
export async function claimWork(
  sql: Sql,
  { kind, id, round, holder, takeOver }: ClaimRequest,
): Promise<Claim | undefined> {
  const [claim] = await sql.query<Claim>(
    `update work set state = 'started', attempt = attempt + 1, holder = $4,
       started_at = coalesce(started_at, now()), lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     where kind = $1 and id = $2 and round = $3 and (state = 'due' or ($5 and state = 'started'))
     returning attempt, started_at as "startedAt", lane, watchers`,
    [kind, id, round, holder, takeOver],
  );
  return claim;
}

/** Who claims what. */
export interface ClaimRequest {
  kind: WorkKind;
  id: Id;
  round: number;
  holder: string;
  takeOver: boolean;
}

/** Lengthens the leases of the runs that a holder is performing. */
export async function renewLeases(sql: Sql, holder: string, ids: readonly Id[]): Promise<void> {
  await sql.execute(
    `update work set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     where state = 'started' and holder = $1 and id = any($2::uuid[])`,
    [holder, ids],
  );
}

/** Makes due again everything a holder has started; the attempts count. */
export async function handBackWork(sql: Sql, holder: string): Promise<void> {
  await sql.execute(
    `update work set state = 'due', due_at = now(), holder = null, lease_until = null
     where state = 'started' and holder = $1`,
    [holder],
  );
}

/** After the clock was set back: no lease ends later than one that is taken now, and nothing due becomes so later. */
export async function pullBackTimes(sql: Sql): Promise<void> {
  await sql.execute(
    `update work set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     where state = 'started' and lease_until > now() + make_interval(secs => ${LEASE_SECONDS})`,
  );
  await sql.execute(`update work set due_at = now() where state = 'due' and due_at > now()`);
}

/** Takes out what has become final. */
export async function deleteWork(sql: Sql, kind: WorkKind, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.execute('delete from work where kind = $1 and id = any($2::uuid[])', [kind, ids]);
}

/** Who is to be told that a run is final: the addresses of instances that wait for it. */
export interface WatchedWork {
  id: Id;
  watchers: string[];
}

/** Takes out what has become final, and answers what of it somebody waits for. */
export async function endWork(
  sql: Sql,
  kind: WorkKind,
  ids: readonly Id[],
): Promise<WatchedWork[]> {
  if (ids.length === 0) return [];
  const rows = await sql.query<{ id: Id; watchers: string[] | null }>(
    'delete from work where kind = $1 and id = any($2::uuid[]) returning id, watchers',
    [kind, ids],
  );
  return rows.flatMap(({ id, watchers }) => (watchers?.length ? [{ id, watchers }] : []));
}

/** Waits for a later time, with the attempts made so far. */
export async function rescheduleWork(
  sql: Sql,
  { kind, id, runAt, attempt }: { kind: WorkKind; id: Id; runAt: Date; attempt: number },
): Promise<void> {
  await sql.execute(
    `update work set state = 'scheduled', run_at = $3, attempt = $4, holder = null, lease_until = null
     where kind = $1 and id = $2`,
    [kind, id, runAt, attempt],
  );
}

/** A run as its runner claimed it. The round is part of it: attempts are counted anew after a retry by hand. */
export interface ClaimedWork {
  kind: WorkKind;
  id: Id;
  round: number;
  attempt: number;
  holder: string;
}

/** Locks a claimed run for its end. False: somebody else has taken it since. */
export async function lockClaimed(
  sql: Sql,
  { kind, id, round, attempt, holder }: ClaimedWork,
): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from work where kind = $1 and id = $2 and round = $3 and state = 'started' and attempt = $4
       and holder = $5 for update`,
    [kind, id, round, attempt, holder],
  );
  return rows.length > 0;
}

/**
 * Makes due again whatever is started, whoever holds it; the attempts count. Only for who knows that no runner lives:
 * standalone, behind the lock on its data directory.
 */
export const takeBackEverything = (sql: Sql): Promise<number> =>
  sql.execute(
    `update work set state = 'due', due_at = now(), holder = null, lease_until = null where state = 'started'`,
  );
