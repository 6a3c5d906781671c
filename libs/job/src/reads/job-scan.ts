import type { ReadableJobs } from '@millwright/access';
import type { Sql } from '@millwright/database';
import { lowestIdAt, type Id } from '@millwright/kernel';
import { addFilters, addReadable } from './filter-conditions.ts';
import { eventOfEach, isCompleted, joinVersion } from './job-columns.ts';
import type { JobFilters } from './job-filters.ts';
import { Where } from './where.ts';

/** Which jobs: those that are not over, those that are, or both. */
export type JobKind = 'queued' | 'completed' | 'any';

/** What is looked for. */
export interface JobScan {
  /** Undefined: in all of them. */
  workspaceId: Id | undefined;
  kind: JobKind;
  filters: JobFilters;
  readable: ReadableJobs;
  isAscending: boolean;
  limit: number;
  offset: number;
}

/** A job that fits, with the size of what payload filters would have to read. */
export interface ScannedJob {
  runId: Id;
  id: Id;
  bytes: number;
}

/** How many runs are looked through for one list, so that it costs the same however much is stored. */
export const SCANNED_RUNS = 100_000;

/** The clocks of those who accept an event and of those who make its runs may differ by that much. */
const CLOCKS_DIFFER_MS = 60_000;
/** How long an event may have waited for its runs to be made. */
const WAITED_MS = 86_400_000;

/**
 * The jobs that fit filters, those of payloads left aside, in the order of their runs' ids: of the newest, or ascending
 * the oldest, 100,000 runs within the times that are asked for.
 */
export async function scanJobs(sql: Sql, scan: JobScan): Promise<ScannedJob[]> {
  const where = new Where();
  const from = `${sourceOf(where, scan)} ${eventOfEach}`;
  return sql.query<ScannedJob>(
    `select r.id as "runId", coalesce(r.job_id, r.id) as id,
       octet_length(e.data) + coalesce(octet_length(r.result), octet_length(r.error), 0) as bytes
     from ${from} where ${conditionsOf(where, scan)}
     order by r.id ${directionOf(scan)} limit ${where.value(scan.limit)} offset ${where.value(scan.offset)}`,
    where.params,
  );
}

/** How many there are, of those 100,000 (or `most`) runs. */
export async function countJobs(
  sql: Sql,
  scan: Omit<JobScan, 'limit' | 'offset' | 'isAscending'>,
  most = SCANNED_RUNS,
): Promise<number> {
  const where = new Where();
  const runs = sourceOf(where, { ...scan, isAscending: false }, most);
  const from = asksForEvents(scan.filters) ? `${runs} ${eventOfEach}` : runs;
  const [row] = await sql.query<{ count: number }>(
    `select count(*)::integer as count from ${from} where ${conditionsOf(where, scan)}`,
    where.params,
  );
  return row!.count;
}

type Source = Pick<JobScan, 'workspaceId' | 'kind' | 'filters' | 'isAscending'>;

const asksForEvents = (filters: JobFilters): boolean =>
  [
    ...[filters.createdBy, filters.triggerKind, filters.triggerPath, filters.schedulePath],
    ...[filters.isNotSchedule, filters.broadFilter],
  ].some((filter) => filter !== undefined);

/** The runs that are looked through, each with its work. */
function sourceOf(where: Where, scan: Source, most: number = SCANNED_RUNS): string {
  const { workspaceId, kind, filters } = scan;
  const isQueue = kind === 'queued';
  const bounds = [
    ...(isQueue ? [`kind = 'task'`] : []),
    ...(workspaceId === undefined ? [] : [`workspace_id = ${where.value(workspaceId)}`]),
    ...idBoundsOf(where, filters),
    ...(isQueue ? [] : indexedOf(where, filters)),
  ];
  const table = isQueue ? 'work' : 'task_runs';
  const rows = `(select * from ${table} where ${bounds.join(' and ') || 'true'}
    order by id ${directionOf(scan)} limit ${most})`;
  const runs = isQueue
    ? `${rows} w join task_runs r on r.id = w.id`
    : `${rows} r left join work w on w.kind = 'task' and w.id = r.id`;
  return filters.scriptHash === undefined ? runs : `${runs} ${joinVersion}`;
}

/** What an index finds may go before the 100,000 are counted. Of a completed run the row itself tells the state. */
function indexedOf(where: Where, { parentJob, isSuccess, status }: JobFilters): string[] {
  const endedBadly = isSuccess === false || status === 'failure' || status === 'canceled';
  return [
    ...(parentJob === undefined ? [] : [`parent_job = ${where.value(parentJob)}::uuid`]),
    ...(endedBadly ? [`state in ('failed', 'cancelled')`] : []),
  ];
}

/** A run's id has the time of its event, which is never much later than the run. */
function idBoundsOf(where: Where, { created: { before, after } }: JobFilters): string[] {
  const bound = (time: Date, ms: number): string =>
    `${where.value(lowestIdAt(time.getTime() + ms))}::uuid`;
  return [
    ...(before === undefined ? [] : [`id < ${bound(before, CLOCKS_DIFFER_MS)}`]),
    ...(after === undefined ? [] : [`id >= ${bound(after, -WAITED_MS)}`]),
  ];
}

function conditionsOf(where: Where, scan: Pick<JobScan, 'kind' | 'filters' | 'readable'>): string {
  if (scan.kind === 'completed') where.and(isCompleted);
  addReadable(where, scan.readable);
  addFilters(where, scan.filters);
  return where.text;
}

const directionOf = ({ isAscending }: Pick<JobScan, 'isAscending'>): string =>
  isAscending ? 'asc' : 'desc';
