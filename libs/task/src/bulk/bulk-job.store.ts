import type { Sql, Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { RunKind } from '../runs/run-state.ts';
import type { BulkAction } from './bulk-filter.ts';

/** A bulk job as it is kept. `filter` and `error` are JSON text. */
export interface StoredBulkJob {
  id: Id;
  workspaceId: Id;
  action: BulkAction;
  filter: string;
  state: 'running' | 'done' | 'failed';
  kind: RunKind;
  cursor: Id | null;
  seen: number;
  matched: number;
  done: number;
  skipped: number;
  error: string | null;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

const columns = `id, workspace_id as "workspaceId", action, filter, state, kind, cursor, seen,
  matched, done, skipped, error, created_at as "createdAt", updated_at as "updatedAt", finished_at as "finishedAt"`;

/** Adds a job that is to begin. */
export async function insertBulkJob(
  sql: Sql,
  job: Pick<StoredBulkJob, 'id' | 'workspaceId' | 'action' | 'filter' | 'kind'>,
): Promise<void> {
  await sql.execute(
    `insert into bulk_jobs (id, workspace_id, action, filter, state, kind) values ($1, $2, $3, $4, 'running', $5)`,
    [job.id, job.workspaceId, job.action, job.filter, job.kind],
  );
}

/** A job of a Workspace. */
export async function bulkJobOf(
  sql: Sql,
  workspaceId: Id,
  id: Id,
): Promise<StoredBulkJob | undefined> {
  const [job] = await sql.query<StoredBulkJob>(
    `select ${columns} from bulk_jobs where id = $1 and workspace_id = $2`,
    [id, workspaceId],
  );
  return job;
}

/** Whether there is something to do. */
export async function isAnyRunning(sql: Sql): Promise<boolean> {
  const rows = await sql.query(`select 1 from bulk_jobs where state = 'running' limit 1`);
  return rows.length > 0;
}

/** The running job that was worked on longest ago, locked; undefined when there is none. */
export async function lockBulkJob(tx: Transaction): Promise<StoredBulkJob | undefined> {
  const [job] = await tx.query<StoredBulkJob>(
    `select ${columns} from bulk_jobs where state = 'running' order by updated_at, id limit 1 for update skip locked`,
  );
  return job;
}

/** Writes how far a job has come. */
export async function updateBulkJob(sql: Sql, job: StoredBulkJob): Promise<void> {
  await sql.execute(
    `update bulk_jobs set state = $2, kind = $3, cursor = $4, seen = $5, matched = $6, done = $7, skipped = $8,
       error = $9, updated_at = clock_timestamp(), finished_at = case when $2 = 'running' then null else now() end
     where id = $1`,
    [
      job.id,
      job.state,
      job.kind,
      job.cursor,
      job.seen,
      job.matched,
      job.done,
      job.skipped,
      job.error,
    ],
  );
}

/** Ends the job that is at the head of the line, for a fault that trying again does not mend. */
export async function failBulkJob(sql: Sql, id: Id, error: string): Promise<void> {
  await sql.execute(
    `update bulk_jobs set state = 'failed', error = $2, finished_at = now(), updated_at = now()
     where id = $1 and state = 'running'`,
    [id, error],
  );
}

/** Forgets jobs that ended so many days ago. */
export async function removeOldBulkJobs(sql: Sql, days: number): Promise<void> {
  await sql.execute('delete from bulk_jobs where finished_at < now() - make_interval(days => $1)', [
    days,
  ]);
}
