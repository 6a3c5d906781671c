import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { LEASE_SECONDS } from './claimed.ts';

/** How many deliveries of an endpoint to start: in all, and of those that nobody asked for by hand. */
export interface Pick {
  endpointId: Id;
  total: number;
  ordinary: number;
}

/** A row of the queue that was started. */
export interface PickedRow {
  deliveryId: Id;
  endpointId: Id;
  workspaceId: Id;
  attempt: number;
  isManual: boolean;
  isInLane: boolean;
}

/**
 * Starts the deliveries that have waited longest, those asked for by hand before the others. Reads no more rows than it
 * starts, however many wait (bench "delivery").
 */
export const pickDeliveries = (
  sql: Sql,
  picks: readonly Pick[],
  { holder, now }: { holder: string; now: Date },
): Promise<PickedRow[]> =>
  sql.query(
    `with asked as (
       select * from unnest($1::uuid[], $2::integer[], $3::integer[]) a (endpoint_id, total, ordinary)
     ), manual as (
       select q.delivery_id, a.endpoint_id from asked a cross join lateral (
         select m.delivery_id from delivery_queue m
         where m.endpoint_id = a.endpoint_id and m.state = 'waiting' and m.is_manual and m.is_head
           and m.run_at <= $4::timestamptz
         order by m.run_at limit a.total for update skip locked) q
     ), ordinary as (
       select q.delivery_id from asked a cross join lateral (
         select o.delivery_id from delivery_queue o
         where o.endpoint_id = a.endpoint_id and o.state = 'waiting' and o.is_head and not o.is_manual
           and o.run_at <= $4::timestamptz
         order by o.run_at, o.delivery_id
         limit greatest(0, least(a.ordinary,
           a.total - (select count(*) from manual m where m.endpoint_id = a.endpoint_id)))
         for update skip locked) q
     )
     update delivery_queue q set state = 'started', attempt = q.attempt + 1, step = q.step + 1,
       is_manual = false, holder = $5,
       lease_until = $4::timestamptz + make_interval(secs => ${LEASE_SECONDS})
     where q.delivery_id = any(array(select delivery_id from manual union all select delivery_id from ordinary))
     returning q.delivery_id as "deliveryId", q.endpoint_id as "endpointId",
       q.workspace_id as "workspaceId", q.attempt,
       exists (select from manual m where m.delivery_id = q.delivery_id) as "isManual",
       q.lane is not null as "isInLane"`,
    [
      picks.map(({ endpointId }) => endpointId),
      picks.map(({ total }) => total),
      picks.map(({ ordinary }) => ordinary),
      now,
      holder,
    ],
  );
