import type { OpenConnection } from '@millwright/connection';
import { isTopic } from '@millwright/event';
import { JsonSyntaxError, RawJson, validateJson } from '@millwright/kernel';
import {
  providerNamed,
  Sender,
  type IntakeLimits,
  type ReceivedRequest,
} from '@millwright/webhook';
import { type InboundEvent, InboundFault } from './inbound-event.ts';

const TOPIC_HEADER = 'x-shopify-topic';

/** Whether a request says that it is a webhook of Shopify's own: those are signed, and have their topic in a header. */
export const isShopifyWebhook = ({ headers }: ReceivedRequest): boolean =>
  headers[TOPIC_HEADER] !== undefined;

/** Whether the app of a Connection signed the request. Without its secret nobody did. */
export function isSignedByApp(
  { id, fields }: OpenConnection<'shopify'>,
  request: ReceivedRequest,
  arrivedMs: number,
): boolean {
  const { app_secret: value } = fields;
  if (value === undefined) return false;
  const secrets = [{ id, value, expiresAtMs: Infinity }];
  const sender = new Sender(providerNamed('shopify')!, null, secrets);
  return sender.verdictOf(request, arrivedMs).is === 'accepted';
}

/** `orders/create` with its body, as `shopify/orders/create`. */
export function shopifyEventOf(
  { headers, rawBody }: ReceivedRequest,
  { jsonDepth, jsonKeys }: IntakeLimits,
): InboundEvent | InboundFault {
  const [hint = ''] = headers[TOPIC_HEADER] ?? [];
  // Some of the newer topics are written as customer.tags_added.
  const topic = `shopify/${hint.includes('/') ? hint : hint.replace('.', '/')}`;
  if (!isTopic(topic)) return new InboundFault(`${TOPIC_HEADER} is no topic, as orders/create`);
  const text = rawBody.toString();
  try {
    validateJson(text, jsonDepth, jsonKeys);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return new InboundFault(`the body is no JSON: ${error.message}`);
  }
  return { topic, data: new RawJson(text.trim()), source: 'shopify', hint, taskId: null };
}
