import type { Claimed } from '../claim/claimed.ts';
import type { AttemptResult } from './attempt-result.ts';
import type { DeliveryToSend } from './delivery-to-send.ts';
import type { NextAttempt } from './next-attempt.ts';

/** The one line that an attempt leaves in the log: no body, no header. */
export const attemptLine = (
  {
    delivery,
    claimed,
    result,
  }: { delivery: DeliveryToSend; claimed: Claimed; result: AttemptResult },
  next: NextAttempt | undefined,
  now: Date,
) => ({
  message: 'delivery.attempted',
  workspace_id: claimed.workspaceId,
  event_id: delivery.eventId,
  topic: delivery.topic,
  delivery_id: claimed.deliveryId,
  endpoint_id: claimed.endpointId,
  attempt: claimed.number,
  manual: claimed.isManual,
  probe: claimed.isProbe,
  status: next?.is ?? 'lost',
  http_status: result.statusCode,
  error_code: result.error?.code ?? null,
  started_at: claimed.startedAt.toISOString(),
  duration_ms: result.durationMs,
  remote_address: result.remoteAddress,
  retry_scheduled: next?.is === 'retried',
  retry_delay_ms: next?.is === 'retried' ? next.runAt.getTime() - now.getTime() : null,
});
