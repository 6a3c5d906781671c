import type { Sql, Transaction } from '@millwright/database';
import { lowestIdAt, type Id } from '@millwright/kernel';

/** Which events, bounds included. */
export interface EventRange {
  fromEventId: Id;
  toEventId: Id;
}

/** Every event there can be. */
export const allEvents: EventRange = {
  fromEventId: lowestIdAt(0),
  toEventId: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

/** So much data is in memory at a time, whatever the events are like. */
const MAX_DATA_BYTES = 33_554_432;

/** Up to which event there are items: those that come later wait for the next flush. Undefined: there is none. */
export async function lastItem(
  sql: Sql,
  endpointId: Id,
  { fromEventId, toEventId }: EventRange,
): Promise<Id | undefined> {
  const [item] = await sql.query<{ id: Id }>(
    `select event_id as id from endpoint_items
     where endpoint_id = $1 and event_id between $2 and $3 order by event_id desc limit 1`,
    [endpointId, fromEventId, toEventId],
  );
  return item?.id;
}

/** Some pending items in their order, and whether they are all. */
export interface ItemsInOrder {
  eventIds: Id[];
  isAll: boolean;
}

/** The next pending items of a range: no more than `limit`, and no more than fit in memory. */
export async function nextItems(
  tx: Transaction,
  endpointId: Id,
  {
    range: { fromEventId, toEventId },
    isReverse,
    limit,
  }: { range: EventRange; isReverse: boolean; limit: number },
): Promise<ItemsInOrder> {
  const direction = isReverse ? 'desc' : 'asc';
  const rows = await tx.query<{ id: Id; bytes: number }>(
    `select i.event_id as id, coalesce(octet_length(e.data), 0) as bytes
     from (select event_id from endpoint_items
           where endpoint_id = $1 and event_id between $2 and $3
           order by event_id ${direction} limit $4) i
     left join events e on e.id = i.event_id order by i.event_id ${direction}`,
    [endpointId, fromEventId, toEventId, limit + 1],
  );
  const eventIds: Id[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, limit)) {
    bytes += row.bytes;
    if (eventIds.length > 0 && bytes > MAX_DATA_BYTES) break;
    eventIds.push(row.id);
  }
  return { eventIds, isAll: eventIds.length === rows.length };
}

/** Takes items out that became part of a delivery. */
export const removeItems = (tx: Transaction, endpointId: Id, eventIds: readonly Id[]) =>
  tx.execute('delete from endpoint_items where endpoint_id = $1 and event_id = any($2::uuid[])', [
    endpointId,
    eventIds,
  ]);
