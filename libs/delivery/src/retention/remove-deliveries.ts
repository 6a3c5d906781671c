import type { Sql, Transaction } from '@millwright/database';
import { idsBeside, type Id } from '@millwright/kernel';
import type { DeliveryRange } from './delivery-range.ts';

/** How many rows went. */
export interface RemovedDeliveries {
  deliveries: number;
  attempts: number;
}

/** Removes a batch of deliveries that have ended, with their attempts. */
export async function removeDeliveries(
  tx: Transaction,
  { workspaceId, from, to, limit }: DeliveryRange,
): Promise<RemovedDeliveries> {
  const rows = await tx.query<{ id: Id }>(
    `select d.id from deliveries d
     where d.workspace_id = $1 and d.id >= $2 and d.id < $3 and d.state <> 'open'
       and not exists (select from delivery_queue q where q.delivery_id = d.id)
     order by d.id limit $4 for update skip locked`,
    [workspaceId, from, to, limit],
  );
  return removeAll(
    tx,
    rows.map(({ id }) => id),
  );
}

/** Removes the deliveries of some events, in order; a batch once none of its events is left. */
export async function removeDeliveriesOf(tx: Transaction, eventIds: readonly Id[]): Promise<void> {
  const [lowest, highest] = [idsBeside(eventIds[0]!)[0], idsBeside(eventIds.at(-1)!)[1]];
  const rows = await tx.query<{ id: Id }>(
    `select id from deliveries where event_id = any($1::uuid[]) and id between $2 and $3
     union all
     select id from deliveries d where event_ids && $1::uuid[] and id >= $2 and not exists (
       select from events e where e.id = any(d.event_ids) and e.id <> all($1::uuid[]))`,
    [eventIds, lowest, highest],
  );
  const ids = rows.map(({ id }) => id).sort();
  await tx.execute('delete from delivery_queue where delivery_id = any($1::uuid[])', [ids]);
  await removeAll(tx, ids);
}

async function removeAll(sql: Sql, ids: readonly Id[]): Promise<RemovedDeliveries> {
  if (ids.length === 0) return { deliveries: 0, attempts: 0 };
  const [lowest, highest] = [idsBeside(ids[0]!)[0], idsBeside(ids.at(-1)!)[1]];
  const attempts = await sql.execute(
    'delete from attempts where delivery_id = any($1::uuid[]) and id between $2 and $3',
    [ids, lowest, highest],
  );
  const deliveries = await sql.execute(
    'delete from deliveries where id = any($1::uuid[]) and id between $2 and $3',
    [ids, lowest, highest],
  );
  return { deliveries, attempts };
}
