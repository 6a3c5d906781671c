import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { Endpoint } from '../../endpoints/endpoint.entity.ts';
import type { EndpointSettings } from '../../endpoints/endpoint-settings.ts';
import type { Health } from '../../health/index.ts';

/** What of an endpoint decides what follows an attempt. */
export interface EndpointAtEnd
  extends
    Health,
    Pick<
      Endpoint,
      'workspaceId' | 'name' | 'url' | 'enabled' | 'ordering' | 'editedAt' | 'createdAt'
    >,
    Pick<EndpointSettings, 'retry_schedule' | 'auto_disable' | 'on_exhausted'> {
  endpointId: Id;
  now: Date;
}

/**
 * Endpoints with their health as it is. `lock`: they stay so until the transaction ends, and those that somebody else
 * has locked are left out. `now` holds the time still; null: it is the database's.
 */
export async function readEndpoints(
  sql: Sql,
  endpointIds: readonly Id[],
  { now, lock }: { now: Date | null; lock: boolean },
): Promise<Map<Id, EndpointAtEnd>> {
  if (endpointIds.length === 0) return new Map();
  const rows = await sql.query<EndpointAtEnd>(
    `select h.endpoint_id as "endpointId", h.workspace_id as "workspaceId",
       h.consecutive_failures as "consecutiveFailures", h.failing_since as "failingSince",
       h.failed_attempts as "failedAttempts", h.last_success_at as "lastSuccessAt",
       h.last_failure_at as "lastFailureAt", h.last_notice_at as "lastNoticeAt",
       h.is_warned as "isWarned", h.paused_until as "pausedUntil", h.circuit,
       h.circuit_opened_at as "circuitOpenedAt", h.next_probe_at as "nextProbeAt",
       h.probe_delay_s as "probeDelayS", e.name, e.url, e.ordering,
       e.enabled and e.deleted_at is null as enabled,
       e.edited_at as "editedAt", e.created_at as "createdAt",
       e.settings->'retry_schedule' as retry_schedule,
       (e.settings->>'auto_disable')::boolean as auto_disable,
       e.settings->>'on_exhausted' as on_exhausted,
       coalesce($2::timestamptz, clock_timestamp()) as now
     from endpoint_health h join endpoints e on e.id = h.endpoint_id
     where h.endpoint_id = any($1::uuid[]) order by h.endpoint_id ${lock ? 'for update of h skip locked' : ''}`,
    [endpointIds, now],
  );
  return new Map(rows.map((row) => [row.endpointId, row]));
}
