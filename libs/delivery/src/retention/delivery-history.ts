import type { Database, Sql, Transaction } from '@millwright/database';
import { idsBeside, type Id } from '@millwright/kernel';
import type { DeliveryRange } from './delivery-range.ts';
import { expireDeliveries } from './expire-deliveries.ts';
import { expireItems } from './expire-items.ts';
import {
  removeDeliveries,
  removeDeliveriesOf,
  type RemovedDeliveries,
} from './remove-deliveries.ts';

/** What retention does to deliveries and their attempts. */
export class DeliveryHistory {
  /** The Workspaces that have deliveries in a range, found by one look into the index for each. */
  async ownersIn(sql: Sql, { from, to }: { from: Id; to: Id }): Promise<Id[]> {
    const rows = await sql.query<{ owner: Id }>(
      `with recursive owners (owner) as (
         (select workspace_id from deliveries where id >= $1 and id < $2 order by workspace_id limit 1)
         union all
         select (select workspace_id from deliveries d
                 where d.id >= $1 and d.id < $2 and d.workspace_id > owner order by workspace_id limit 1)
         from owners where owner is not null
       )
       select owner from owners where owner is not null`,
      [from, to],
    );
    return rows.map(({ owner }) => owner);
  }

  /** Whether something of a range is unfinished. */
  async isUnfinished(sql: Sql, { from, to }: { from: Id; to: Id }): Promise<boolean> {
    const rows = await sql.query(
      'select 1 from delivery_queue where delivery_id >= $1 and delivery_id < $2 limit 1',
      [from, to],
    );
    return rows.length > 0;
  }

  /** Those of some events, in order, with an unfinished delivery. */
  async unfinishedAmong(sql: Sql, eventIds: readonly Id[]): Promise<Id[]> {
    const [lowest, highest] = [idsBeside(eventIds[0]!)[0], idsBeside(eventIds.at(-1)!)[1]];
    const rows = await sql.query<{ id: Id }>(
      `select d.event_id as id from deliveries d join delivery_queue q on q.delivery_id = d.id
       where d.event_id = any($1::uuid[]) and d.id between $2 and $3
       union
       select unnest(d.event_ids) from deliveries d join delivery_queue q on q.delivery_id = d.id
       where d.event_ids && $1::uuid[] and d.id >= $2`,
      [eventIds, lowest, highest],
    );
    const asked = new Set(eventIds);
    return rows.map(({ id }) => id).filter((id) => asked.has(id));
  }

  /** Fails what is unfinished in a range as expired; answers how many deliveries and items that were. */
  async expire(database: Database, range: DeliveryRange): Promise<number> {
    let expired = 0;
    for (let more = range.limit; more === range.limit; expired += more) {
      more = await database.transaction((tx) => expireDeliveries(tx, range));
    }
    return expired + (await expireItems(database, range));
  }

  /** Removes a batch of what has ended in a range. */
  remove(database: Database, range: DeliveryRange): Promise<RemovedDeliveries> {
    return database.transaction((tx) => removeDeliveries(tx, range));
  }

  /** Removes the deliveries of some events, in order, finished or not. */
  removeOf(tx: Transaction, eventIds: readonly Id[]): Promise<void> {
    return removeDeliveriesOf(tx, eventIds);
  }
}
