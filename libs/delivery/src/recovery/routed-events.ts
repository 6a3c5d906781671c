import type { Sql } from '@millwright/database';
import {
  storedEventColumns,
  storedEventOf,
  type EventRow,
  type StoredEvent,
} from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { deliveryIdOf } from '../history/delivery-ids.ts';
import type { RecoveryRange } from './recovery-range.ts';

/** An event that an endpoint might have got. */
export interface RoutedEvent {
  id: Id;
  topic: string;
}

/** So much data is in memory at a time, whatever the events are like. */
const MAX_DATA_BYTES = 33_554_432;

/** The next events of a range that routing has passed on to everybody, in order, and whether there are more. */
export async function nextRouted(
  sql: Sql,
  { workspaceId, cursor, untilId }: RecoveryRange,
  size: number,
): Promise<{ events: RoutedEvent[]; hasMore: boolean }> {
  const rows = await sql.query<RoutedEvent & { bytes: number }>(
    `select e.id, e.topic, octet_length(e.data) as bytes from events e join event_runs r on r.id = e.id and r.id > $2 and r.id < $3
     where e.workspace_id = $1 and e.id > $2 and e.id < $3 and e.task_ids is null
       and r.state = 'succeeded' and r.filtered_by is null
       and not exists (select from work w where w.kind = 'event' and w.id = e.id)
     order by e.id limit ${size}`,
    [workspaceId, cursor, untilId],
  );
  let bytes = 0;
  const fitting = rows.findIndex(
    (row, index) => (bytes += row.bytes) > MAX_DATA_BYTES && index > 0,
  );
  return fitting < 0
    ? { events: rows, hasMore: rows.length === size }
    : { events: rows.slice(0, fitting), hasMore: true };
}

/** Those of some events, in order, of which the endpoint has neither a delivery nor an item nor a place in a batch. */
export async function lackingOf(
  sql: Sql,
  { endpointId }: RecoveryRange,
  events: readonly RoutedEvent[],
): Promise<StoredEvent[]> {
  if (events.length === 0) return [];
  const ids = events.map(({ id }) => id);
  const had = await sql.query<{ id: Id }>(
    `select event_id as id from deliveries where id = any($2::uuid[])
     union all
     select event_id from endpoint_items where endpoint_id = $1 and event_id = any($3::uuid[])
     union all
     select unnest(event_ids) from deliveries
     where endpoint_id = $1 and event_ids && $3::uuid[] and id >= $4 and not is_test`,
    [endpointId, ids.map((id) => deliveryIdOf(id, endpointId)), ids, ids[0]],
  );
  const known = new Set(had.map(({ id }) => id));
  const lacking = ids.filter((id) => !known.has(id));
  if (lacking.length === 0) return [];
  const rows = await sql.query<EventRow>(
    `select ${storedEventColumns.join(', ')} from events where id = any($1::uuid[]) order by id`,
    [lacking],
  );
  return rows.map(storedEventOf);
}
