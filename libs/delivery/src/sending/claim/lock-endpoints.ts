import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { RateLimit } from '../../endpoints/endpoint-settings.ts';
import type { Starts } from '../../health/index.ts';

/** An endpoint whose health row is locked, as far as claiming needs to know it. */
export interface LockedEndpoint {
  endpointId: Id;
  workspaceId: Id;
  url: string;
  changedEpoch: number;
  enabled: boolean;
  rateLimit: RateLimit | null;
  concurrency: number;
  verifyOrigin: boolean;
  pausedUntil: Date | null;
  circuit: 'closed' | 'open';
  nextProbeAt: Date | null;
  starts: Starts;
  originGrantedAt: Date | null;
  originRate: number | null;
  originNextAt: Date | null;
  now: Date;
}

/**
 * Locks the health of endpoints, so that nobody else claims of them meanwhile; those that somebody has locked are left
 * out. `now` holds the time still; null: it is the database's.
 */
export const lockEndpoints = (
  sql: Sql,
  endpointIds: readonly Id[],
  now: Date | null,
): Promise<LockedEndpoint[]> =>
  sql.query(
    `select h.endpoint_id as "endpointId", h.workspace_id as "workspaceId", e.url,
       e.changed_epoch as "changedEpoch", e.enabled, e.settings->'rate_limit' as "rateLimit",
       (e.settings->>'concurrency')::integer as concurrency,
       coalesce((e.settings->>'verify_origin')::boolean, false) as "verifyOrigin",
       h.paused_until as "pausedUntil", h.circuit, h.next_probe_at as "nextProbeAt", h.starts,
       h.origin_granted_at as "originGrantedAt", h.origin_rate as "originRate",
       h.origin_next_at as "originNextAt", coalesce($2::timestamptz, clock_timestamp()) as now
     from endpoint_health h join endpoints e on e.id = h.endpoint_id
     where h.endpoint_id = any($1::uuid[]) and e.deleted_at is null
     order by h.endpoint_id for update of h skip locked`,
    [endpointIds, now],
  );

/** How many attempts of endpoints are under way. To be asked after the lock: what was claimed before it counts. */
export async function startedOf(sql: Sql, endpointIds: readonly Id[]): Promise<Map<Id, number>> {
  const rows = await sql.query<{ endpointId: Id; started: number }>(
    `select endpoint_id as "endpointId", count(*) as started from delivery_queue
     where state = 'started' and endpoint_id = any($1::uuid[]) group by endpoint_id`,
    [endpointIds],
  );
  return new Map(rows.map(({ endpointId, started }) => [endpointId, Number(started)]));
}
