import type { NewEvent } from '@millwright/event';
import { newId } from '@millwright/kernel';
import { DeliveryBody, topicOfEvent, type Intake, type WebhookRoute } from '@millwright/webhook';
import type { Arrival } from '../arrival.ts';

/** The event that a delivery to a webhook becomes. */
export function webhookEventOf(
  arrival: Arrival,
  route: WebhookRoute,
  delivery: Intake,
  nowMs: number,
): NewEvent {
  const { requestId, headers, sender, verification } = arrival;
  const { data, request } = delivery;
  const body = new DeliveryBody(delivery.body);
  const words = sender?.wordsOf({ headers, body });
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
    dedupe: route.dedupe?.keyOf({
      ...{ headers, body, bytes: arrival.bytes!, deliveryId: words?.deliveryId },
      index: placeOf(delivery, arrival),
    }),
    keepsOrder: route.keepsOrder,
  };
}

/** Of several; undefined: it is alone. */
const placeOf = (delivery: Intake, { deliveries }: Arrival): number | undefined =>
  deliveries.length === 1 ? undefined : deliveries.indexOf(delivery);
