import type { ReadableJobs } from '@millwright/access';
import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { countJobs, type JobKind } from './job-scan.ts';
import type { JobFilters } from './job-filters.ts';
import { kindFor } from './job-lists.ts';

/** How many jobs a count goes through at most: beyond that it says this number. */
export const MOST_COUNTED = 1_000_000;

/** What is counted. */
export interface CountedJobs {
  workspaceId: Id;
  kind: JobKind;
  filters: JobFilters;
  readable: ReadableJobs;
}

/** How many jobs there are, among the newest 1,000,000 runs. */
export async function countOfJobs(sql: Sql, counted: CountedJobs): Promise<number> {
  const kind = kindFor(counted.kind, counted.filters);
  return kind === undefined ? 0 : countJobs(sql, { ...counted, kind }, MOST_COUNTED);
}

/** How many due runs of the Workspace are scheduled before a time, plus one; null when nothing is due. */
export async function queuePosition(sql: Sql, workspaceId: Id, ms: number): Promise<number | null> {
  const [row] = await sql.query<{ due: number; before: number }>(
    `select count(*)::integer as due,
       (count(*) filter (where run_at < to_timestamp($2::double precision / 1000)))::integer as before
     from work where workspace_id = $1 and kind = 'task' and state = 'due'`,
    [workspaceId, ms],
  );
  return row!.due === 0 ? null : row!.before + 1;
}
