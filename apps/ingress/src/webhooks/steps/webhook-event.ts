import type { NewEvent } from '@millwright/event';
import {
  DeliveryBody,
  envelopeOfDelivery,
  type Intake,
  type WebhookRoute,
} from '@millwright/webhook';
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
    envelope: envelopeOfDelivery(route, {
      ...{ requestId, hint, nowMs },
      provider: sender?.provider.id ?? null,
    }),
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
