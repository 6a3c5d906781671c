import { bumpEpoch, RowsInArrays, type Sql, type Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { keepOrder } from '../../endpoints/keep-order.ts';
import type { Health } from '../../health/index.ts';

/** The health of an endpoint as it is to be. */
export interface HealthToSave {
  endpointId: Id;
  health: Health;
}

const rows = new RowsInArrays<HealthToSave>({
  endpoint_id: ['uuid', ({ endpointId }) => endpointId],
  consecutive_failures: ['integer', ({ health }) => health.consecutiveFailures],
  failing_since: ['timestamptz', ({ health }) => health.failingSince],
  failed_attempts: ['integer', ({ health }) => health.failedAttempts],
  last_success_at: ['timestamptz', ({ health }) => health.lastSuccessAt],
  last_failure_at: ['timestamptz', ({ health }) => health.lastFailureAt],
  last_notice_at: ['timestamptz', ({ health }) => health.lastNoticeAt],
  is_warned: ['boolean', ({ health }) => health.isWarned],
  paused_until: ['timestamptz', ({ health }) => health.pausedUntil],
  circuit: ['text', ({ health }) => health.circuit],
  circuit_opened_at: ['timestamptz', ({ health }) => health.circuitOpenedAt],
  next_probe_at: ['timestamptz', ({ health }) => health.nextProbeAt],
  probe_delay_s: ['integer', ({ health }) => health.probeDelayS],
});

const set = rows.names
  .filter((name) => name !== 'endpoint_id')
  .map((name) => `${name} = v.${name}`)
  .join(', ');

/** Writes the health of endpoints whose rows are locked by the caller. */
export async function saveHealth(sql: Sql, saved: readonly HealthToSave[]): Promise<void> {
  if (saved.length === 0) return;
  await sql.execute(
    `update endpoint_health h set ${set} from ${rows.from('v')} where h.endpoint_id = v.endpoint_id`,
    rows.parameters(saved),
  );
}

/** An endpoint that is to hear of nothing any more, and why. */
export interface EndpointToDisable {
  endpointId: Id;
  reason: 'gone' | 'failing';
}

/**
 * Disables endpoints: their unfinished deliveries wait, new events make none, and nobody keeps the order of events for
 * them. It is no edit of theirs.
 */
export async function disableEndpoints(
  tx: Transaction,
  endpoints: readonly EndpointToDisable[],
  now: Date,
): Promise<void> {
  if (endpoints.length === 0) return;
  const epoch = await bumpEpoch(tx);
  for (const { endpointId, reason } of endpoints) {
    const [disabled] = await tx.query<{ workspaceId: Id }>(
      `update endpoints set enabled = false, disabled_reason = $2, disabled_at = $3, changed_epoch = $4
       where id = $1 and enabled returning workspace_id as "workspaceId"`,
      [endpointId, reason, now, epoch],
    );
    if (disabled !== undefined) await keepOrder(tx, disabled.workspaceId, epoch);
  }
}
