import { RowsInArrays, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** Sorts before every id: the place of what is sent before all others of its lane. */
export const FIRST_PLACE: Id = '00000000-0000-0000-0000-000000000000';

/** Deliveries of an endpoint that go one after the other. */
export interface EndpointLane {
  endpointId: Id;
  lane: string;
}

const rows = new RowsInArrays<EndpointLane>({
  endpoint_id: ['uuid', ({ endpointId }) => endpointId],
  lane: ['text', ({ lane }) => lane],
});

/**
 * Makes the first of each lane its head. The present head stays while it is under way, and, once its schedule has begun
 * or it holds the lane, until it has ended or something was put into {@link FIRST_PLACE}. To be called after rows came,
 * went or moved, while the health rows of their endpoints are locked. Reads two rows of a lane, however long it is.
 */
export async function settleLanes(sql: Sql, touched: readonly EndpointLane[]): Promise<void> {
  if (touched.length === 0) return;
  const each = new Map(touched.map((lane) => [`${lane.endpointId}/${lane.lane}`, lane]));
  await sql.execute(
    `with turns as (
       select h.delivery_id as present, f.delivery_id as first
       from ${rows.from('l')}
       cross join lateral (
         select q.delivery_id, q.position from delivery_queue q
         where q.endpoint_id = l.endpoint_id and q.lane = l.lane
         order by q.position, q.is_manual desc, q.delivery_id limit 1
       ) f
       left join lateral (
         select q.delivery_id, q.state, q.step from delivery_queue q
         where q.endpoint_id = l.endpoint_id and q.lane = l.lane and q.is_head limit 1
       ) h on true
       where h.delivery_id is null
         or (h.delivery_id <> f.delivery_id and h.state <> 'started'
           and ((h.state = 'waiting' and h.step = 0) or f.position = '${FIRST_PLACE}'))
     )
     update delivery_queue q set is_head = q.delivery_id = t.first
     from turns t where q.delivery_id in (t.present, t.first)`,
    rows.parameters([...each.values()]),
  );
}
