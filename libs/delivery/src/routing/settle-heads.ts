import { RowsInArrays, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** Deliveries of an endpoint that go one after the other. */
interface EndpointLane {
  endpointId: Id;
  lane: string;
}

const lanes = new RowsInArrays<EndpointLane>({
  endpoint_id: ['uuid', ({ endpointId }) => endpointId],
  lane: ['text', ({ lane }) => lane],
});

/**
 * Makes the first of each lane its head, unless the one that is has been attempted. Whoever puts rows into lanes calls
 * it in the same transaction, with the health rows of their endpoints locked.
 */
export async function settleHeads(sql: Sql, touched: readonly EndpointLane[]): Promise<void> {
  if (touched.length === 0) return;
  const each = new Map(touched.map((lane) => [`${lane.endpointId}/${lane.lane}`, lane]));
  await sql.execute(
    `with turns as (
       select h.delivery_id as present, f.delivery_id as first
       from ${lanes.from('l')}
       cross join lateral (
         select q.delivery_id from delivery_queue q
         where q.endpoint_id = l.endpoint_id and q.lane = l.lane order by q.position limit 1
       ) f
       left join lateral (
         select q.delivery_id, q.state, q.attempt from delivery_queue q
         where q.endpoint_id = l.endpoint_id and q.lane = l.lane and q.is_head limit 1
       ) h on true
       where h.delivery_id is null
         or (h.delivery_id <> f.delivery_id and h.state = 'waiting' and h.attempt = 0)
     )
     update delivery_queue q set is_head = q.delivery_id = t.first
     from turns t where q.delivery_id in (t.present, t.first)`,
    lanes.parameters([...each.values()]),
  );
}
