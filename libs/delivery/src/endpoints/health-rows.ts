import type { Sql, Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { EndpointHealth } from './endpoint-health.entity.ts';
import type { Endpoint } from './endpoint.entity.ts';

/** The health of some endpoints, by their ids. */
export async function healthOf(
  sql: Sql,
  endpointIds: readonly Id[],
): Promise<Map<Id, EndpointHealth>> {
  const rows = await sql.query<EndpointHealth>(
    `select endpoint_id as "endpointId", workspace_id as "workspaceId",
       consecutive_failures as "consecutiveFailures", failing_since as "failingSince",
       failed_attempts as "failedAttempts", last_success_at as "lastSuccessAt",
       last_failure_at as "lastFailureAt", last_notice_at as "lastNoticeAt", is_warned as "isWarned",
       paused_until as "pausedUntil", circuit, circuit_opened_at as "circuitOpenedAt",
       next_probe_at as "nextProbeAt", probe_delay_s as "probeDelayS", starts,
       origin_granted_at as "originGrantedAt", origin_rate as "originRate",
       origin_attempts as "originAttempts", origin_next_at as "originNextAt"
     from endpoint_health where endpoint_id = any($1::uuid[])`,
    [endpointIds],
  );
  return new Map(rows.map((row) => [row.endpointId, row]));
}

/** The row that every endpoint has. */
export async function insertHealth(
  tx: Transaction,
  { id, workspaceId }: Pick<Endpoint, 'id' | 'workspaceId'>,
): Promise<void> {
  await tx.execute(`insert into endpoint_health (endpoint_id, workspace_id) values ($1, $2)`, [
    id,
    workspaceId,
  ]);
}

/**
 * Holds the health of an endpoint, or of all of a Workspace: nothing of them is claimed, and no lane moves on, until
 * the commit. Before the epoch is raised: whoever counts the end of an attempt takes them in this order too.
 */
export async function lockHealth(tx: Transaction, workspaceId: Id, id: Id | null): Promise<void> {
  await tx.execute(
    `select 1 from endpoint_health h join endpoints e on e.id = h.endpoint_id
     where e.workspace_id = $1 and ($2::uuid is null or e.id = $2) and e.deleted_at is null
     order by h.endpoint_id for update of h`,
    [workspaceId, id],
  );
}

/** As if nothing had ever been sent: what has started lately still counts in its rate. */
export async function clearHealth(tx: Transaction, endpointId: Id): Promise<void> {
  await tx.execute(
    `update endpoint_health set consecutive_failures = 0, failing_since = null, failed_attempts = 0,
       last_success_at = null, last_failure_at = null, last_notice_at = null, is_warned = false,
       paused_until = null, circuit = 'closed', circuit_opened_at = null, next_probe_at = null,
       probe_delay_s = null
     where endpoint_id = $1`,
    [endpointId],
  );
}

/** Takes back the grant of the origin handshake; `isWanted`: it is asked for anew, at once. */
export async function askOriginAnew(
  tx: Transaction,
  endpointId: Id,
  isWanted: boolean,
): Promise<void> {
  await tx.execute(
    `update endpoint_health set origin_granted_at = null, origin_rate = null, origin_attempts = 0,
       origin_next_at = case when $2::boolean then now() end
     where endpoint_id = $1`,
    [endpointId, isWanted],
  );
}
