import { RowsInArrays, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** Deliveries of an endpoint that go one after the other. */
export interface DeliveryLane {
  endpointId: Id;
  lane: string;
}

const rows = new RowsInArrays<DeliveryLane>({
  endpoint_id: ['uuid', ({ endpointId }) => endpointId],
  lane: ['text', ({ lane }) => lane],
});

/**
 * Lets the first of each lane have its turn. Whoever takes a row out of a lane calls it in the same transaction, with
 * the endpoint's health locked.
 */
export async function passLanes(sql: Sql, lanes: readonly DeliveryLane[]): Promise<void> {
  if (lanes.length === 0) return;
  await sql.execute(
    `update delivery_queue q set is_head = true
     from ${rows.from('v')} cross join lateral (
       select f.delivery_id from delivery_queue f
       where f.endpoint_id = v.endpoint_id and f.lane = v.lane order by f.position limit 1) first
     where q.delivery_id = first.delivery_id and not q.is_head`,
    rows.parameters(lanes),
  );
}
