import type { Database, Sql, Transaction } from '@millwright/database';
import { idsBeside, type Id } from '@millwright/kernel';
import { lockHealth } from '../routing/insert-queued.ts';

/** How much of deleted endpoints is cancelled: so many rows in one transaction, and in all. */
export interface CancelLimits {
  batch: number;
  total: number;
}

/** Rows of the queue or items that were treated. */
type Treat = (tx: Transaction, endpointId: Id, limit: number) => Promise<number>;

/**
 * Cancels what deleted endpoints still had to send, and drops their pending items, whether it was there when they were
 * deleted or an event that was just being routed left it. An attempt under way is let finish: what is left of its
 * delivery is cancelled afterwards. Answers how many rows that were; the rest waits for the next time.
 */
export async function cancelDeleted(
  database: Database,
  { batch, total }: CancelLimits,
): Promise<number> {
  let left = total;
  for (const [table, treat] of [
    ['delivery_queue', cancelSome],
    ['endpoint_items', dropSome],
  ] as [Table, Treat][]) {
    for (const endpointId of await deletedIn(database, table)) {
      let done = batch;
      while (done === batch && left > 0) {
        done = await database.transaction((tx) => treat(tx, endpointId, Math.min(batch, left)));
        left -= done;
      }
    }
  }
  return total - left;
}

type Table = 'delivery_queue' | 'endpoint_items';

/** The deleted endpoints with rows in a table: one step of an index for each endpoint that has any. */
async function deletedIn(sql: Sql, table: Table): Promise<Id[]> {
  const rows = await sql.query<{ id: Id }>(
    `with recursive waiting as (
       (select endpoint_id from ${table} order by endpoint_id limit 1)
       union all
       select (select t.endpoint_id from ${table} t where t.endpoint_id > w.endpoint_id
         order by t.endpoint_id limit 1)
       from waiting w where w.endpoint_id is not null
     )
     select e.id from waiting w join endpoints e on e.id = w.endpoint_id
     where e.deleted_at is not null`,
  );
  return rows.map(({ id }) => id);
}

const cancelSome: Treat = async (tx, endpointId, limit) => {
  // As whoever queues again does, before it takes deliveries and places in the other order.
  await lockHealth(tx, [endpointId]);
  const gone = await tx.query<{ id: Id }>(
    `delete from delivery_queue where delivery_id in (
       select delivery_id from delivery_queue where endpoint_id = $1 and state <> 'started'
       order by delivery_id limit $2 for update skip locked)
     returning delivery_id as id`,
    [endpointId, limit],
  );
  const ids = gone.map(({ id }) => id).sort();
  if (ids.length === 0) return 0;
  const [lowest, highest] = [idsBeside(ids[0]!)[0], idsBeside(ids.at(-1)!)[1]];
  await tx.execute(
    `update deliveries d set state = 'cancelled', stopped_at = greatest(e.deleted_at, d.created_at)
     from endpoints e
     where e.id = d.endpoint_id and d.id = any($1::uuid[]) and d.id between $2 and $3 and d.state = 'open'`,
    [ids, lowest, highest],
  );
  return ids.length;
};

const dropSome: Treat = (tx, endpointId, limit) =>
  tx.execute(
    `delete from endpoint_items where endpoint_id = $1 and event_id in (
       select event_id from endpoint_items where endpoint_id = $1
       order by event_id limit $2 for update skip locked)`,
    [endpointId, limit],
  );
