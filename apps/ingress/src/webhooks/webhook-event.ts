import type { VerificationRecord } from '@millwright/contracts';
import type { NewEvent } from '@millwright/event';
import { newId, type Id } from '@millwright/kernel';
import { DeliveryBody, topicOfEvent, type Intake, type WebhookRoute } from '@millwright/webhook';

/** The event that a request to a webhook becomes. `verification` null: the webhook takes requests of anybody. */
export function webhookEventOf(
  requestId: Id,
  route: WebhookRoute,
  { data, body, request }: Intake,
  verification: VerificationRecord | null,
  nowMs: number,
): NewEvent {
  const { sender } = route;
  const words = sender?.wordsOf({ headers: request.headers, body: new DeliveryBody(body) });
  const hint = words?.hint ?? null;
  if (words?.deliveryId !== undefined) request.provider_delivery_id = words.deliveryId;
  return {
    envelope: {
      id: newId(nowMs),
      workspace_id: route.workspaceId,
      topic: topicOfEvent(route.topic, hint),
      source: 'webhook',
      created_at: new Date(nowMs).toISOString(),
      webhook_id: route.id,
      provider: sender?.provider.id ?? null,
      provider_event: hint,
      request_id: requestId,
      parent_id: null,
      replay_of: null,
      task_ids: null,
    },
    data,
    request,
    verification,
    keepsOrder: route.keepsOrder,
  };
}
