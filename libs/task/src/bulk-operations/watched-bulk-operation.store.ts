import type { BegunBulkOperation } from '@millwright/action';
import type { Sql, Transaction } from '@millwright/database';
import { childIdOf, type Id } from '@millwright/kernel';

/** A watched operation that is to be asked about. */
export interface DueBulkOperation {
  id: Id;
  workspaceId: Id;
  eventId: Id;
  taskId: Id;
  connectionId: Id;
  /** Its present name; the one that it had where it is gone. */
  connectionName: string;
  apiVersion: string;
  operationId: string;
  createdAt: Date;
}

const seconds = (ms: number): number => ms / 1_000;

/** Watches an operation from now on, first looking at it after a while. One that is watched already stays as it is. */
export async function insertWatch(
  sql: Sql,
  begun: BegunBulkOperation,
  afterMs: number,
): Promise<void> {
  const { workspaceId, eventId, taskId, actionRunId, connection, apiVersion, operationId } = begun;
  await sql.execute(
    `insert into watched_bulk_operations (id, workspace_id, event_id, task_id, connection_id, connection_name,
       api_version, operation_id, ask_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9))
     on conflict do nothing`,
    [
      ...[childIdOf(actionRunId, operationId), workspaceId, eventId, taskId],
      ...[connection.id, connection.name, apiVersion, operationId, seconds(afterMs)],
    ],
  );
}

/**
 * Takes what is to be asked about now, so that nobody else asks before a while is over. Who is stopped amid it leaves it
 * to whoever comes then.
 */
export const takeDue = (
  sql: Sql,
  most: number,
  againAfterMs: number,
): Promise<DueBulkOperation[]> =>
  sql.query(
    `update watched_bulk_operations set ask_at = now() + make_interval(secs => $2)
     where id in (
       select id from watched_bulk_operations where ask_at <= now() order by ask_at limit $1 for update skip locked)
     returning id, workspace_id as "workspaceId", event_id as "eventId", task_id as "taskId",
       connection_id as "connectionId", coalesce(
         (select c.name from connections c where c.id = connection_id and c.deleted_at is null), connection_name)
         as "connectionName", api_version as "apiVersion", operation_id as "operationId",
       created_at as "createdAt"`,
    [most, seconds(againAfterMs)],
  );

/** Puts off what cannot be asked about now. */
export async function askLater(sql: Sql, id: Id, afterMs: number): Promise<void> {
  await sql.execute(
    'update watched_bulk_operations set ask_at = now() + make_interval(secs => $2) where id = $1',
    [id, seconds(afterMs)],
  );
}

/** Ends a watch. False: somebody else has ended it. */
export async function endWatch(sql: Sql, id: Id): Promise<boolean> {
  const rows = await sql.query('delete from watched_bulk_operations where id = $1 returning id', [
    id,
  ]);
  return rows.length > 0;
}

/** Ends the watches of a Workspace that is being deleted. */
export async function endAllWatches(tx: Transaction, workspaceId: Id): Promise<void> {
  await tx.execute('delete from watched_bulk_operations where workspace_id = $1', [workspaceId]);
}
