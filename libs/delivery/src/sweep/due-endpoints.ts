import type { Sql } from '@millwright/database';
import type { EndpointName } from '../sending/end/interrupt-attempts.ts';

/**
 * Endpoints with a delivery that is due and may start: nothing of theirs holds it back but perhaps their rate. One step
 * of the index for each endpoint that has anything waiting, however much that is. `now` null: the database's time.
 */
export const dueEndpoints = (sql: Sql, now: Date | null): Promise<EndpointName[]> =>
  sql.query(
    `with recursive clock as materialized (
       select coalesce($1::timestamptz, clock_timestamp()) as now
     ), waiting as (
       (select q.endpoint_id from delivery_queue q where q.state = 'waiting' and q.is_head
        order by q.endpoint_id limit 1)
       union all
       select (select q.endpoint_id from delivery_queue q
         where q.state = 'waiting' and q.is_head and q.endpoint_id > w.endpoint_id
         order by q.endpoint_id limit 1)
       from waiting w where w.endpoint_id is not null
     )
     select e.id as "endpointId", e.workspace_id as "workspaceId"
     from waiting w
     join endpoints e on e.id = w.endpoint_id
     join endpoint_health h on h.endpoint_id = w.endpoint_id
     cross join clock
     where e.enabled and e.deleted_at is null
       and (h.origin_granted_at is not null
         or not coalesce((e.settings->>'verify_origin')::boolean, false))
       and case
         when (h.paused_until is null or h.paused_until <= clock.now)
           and (h.circuit = 'closed' or h.next_probe_at <= clock.now)
         then exists (select 1 from delivery_queue d where d.endpoint_id = w.endpoint_id
           and d.state = 'waiting' and d.is_head and d.run_at <= clock.now)
         else exists (select 1 from delivery_queue m where m.endpoint_id = w.endpoint_id
           and m.state = 'waiting' and m.is_manual and m.is_head and m.run_at <= clock.now) end`,
    [now],
  );
