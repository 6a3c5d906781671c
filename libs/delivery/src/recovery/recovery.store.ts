import type { Sql, Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { RecoveryRange } from './recovery-range.ts';

/** A recovery as it is kept. */
export interface StoredRecovery extends RecoveryRange {
  id: Id;
  failed: number;
  missing: number;
}

/** Adds a recovery that is to begin. */
export async function insertRecovery(sql: Sql, id: Id, range: RecoveryRange): Promise<void> {
  await sql.execute(
    `insert into recoveries (id, workspace_id, endpoint_id, recovers_failed, recovers_missing, topics, cursor, until_id,
       created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    [
      ...[id, range.workspaceId, range.endpointId, range.recoversFailed, range.recoversMissing],
      ...[range.topics, range.cursor, range.untilId, range.startedAt],
    ],
  );
}

/** Whether there is something to do. */
export async function isAnyRecovery(sql: Sql): Promise<boolean> {
  const rows = await sql.query(`select 1 from recoveries where state = 'running' limit 1`);
  return rows.length > 0;
}

/** The one that was worked on longest ago, locked. */
export async function lockRecovery(tx: Transaction): Promise<StoredRecovery | undefined> {
  const [row] = await tx.query<StoredRecovery>(
    `select id, workspace_id as "workspaceId", endpoint_id as "endpointId", recovers_failed as "recoversFailed",
       recovers_missing as "recoversMissing", topics, cursor, until_id as "untilId", created_at as "startedAt", failed,
       missing
     from recoveries where state = 'running' order by updated_at, id limit 1 for update skip locked`,
  );
  return row;
}

/** Writes how far one has come. */
export async function updateRecovery(
  sql: Sql,
  { id, cursor, failed, missing }: StoredRecovery,
  isDone: boolean,
): Promise<void> {
  await sql.execute(
    `update recoveries set cursor = $2, failed = $3, missing = $4, state = $5, updated_at = clock_timestamp(),
       finished_at = case when $5 = 'done' then now() end where id = $1`,
    [id, cursor, failed, missing, isDone ? 'done' : 'running'],
  );
}

/** Lets the others go first: what keeps this one from going on may pass. */
export async function putRecoveryLast(sql: Sql, id: Id): Promise<void> {
  await sql.execute(`update recoveries set updated_at = clock_timestamp() where id = $1`, [id]);
}

/** Ends one for a fault that trying again does not mend. */
export async function failRecovery(sql: Sql, id: Id, error: string): Promise<void> {
  await sql.execute(
    `update recoveries set state = 'failed', error = $2, finished_at = now() where id = $1 and state = 'running'`,
    [id, error],
  );
}

/** Forgets those that ended so many days ago. */
export async function removeOldRecoveries(sql: Sql, days: number): Promise<void> {
  await sql.execute(
    'delete from recoveries where finished_at < now() - make_interval(days => $1)',
    [days],
  );
}
