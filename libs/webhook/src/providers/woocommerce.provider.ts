import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { ok } from './answer.ts';
import { greeted } from './handshake.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const PING_BYTES = 64;
const PING = /^webhook_id=\d+$/;

/** Source: WooCommerce Docs, "Webhooks". */
export const woocommerce = {
  id: 'woocommerce',
  name: 'WooCommerce',
  signature: 'base64 HMAC-SHA256 of the raw body',
  handshakes: 'The unsigned POST that names only a `webhook_id` is answered with 200.',
  documentation: 'https://developer.woocommerce.com/docs/webhooks',
  secretLabel: 'Secret',
  sample: {
    headers: { 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-delivery-id': 'a3d7c1' },
    body: '{"id":727,"status":"processing"}',
  },
  ...bodyHmac({ header: 'x-wc-webhook-signature', encoding: 'base64' }),
  newSecret: () => newSecretText('hex'),
  handshake({ method, headers, rawBody }) {
    const isSigned = headerValue(headers, 'x-wc-webhook-signature') !== undefined;
    if (method !== 'POST' || isSigned || rawBody.length > PING_BYTES) return undefined;
    return PING.test(rawBody.toString('latin1')) ? greeted('ping', ok) : undefined;
  },
  deliveryIdOf: ({ headers }) => headerValue(headers, 'x-wc-webhook-delivery-id'),
  hintOf: ({ headers }) => headerValue(headers, 'x-wc-webhook-topic'),
} satisfies WebhookProvider<object>;
