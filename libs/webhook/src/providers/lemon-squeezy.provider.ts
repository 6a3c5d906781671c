import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Lemon Squeezy Docs, "Signing requests". */
export const lemonSqueezy = {
  id: 'lemon-squeezy',
  name: 'Lemon Squeezy',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://docs.lemonsqueezy.com/help/webhooks/signing-requests',
  secretLabel: 'Signing secret',
  sample: {
    headers: { 'x-event-name': 'order_created' },
    body: '{"meta":{"event_name":"order_created"},"data":{"type":"orders","id":"1"}}',
  },
  ...bodyHmac({ header: 'x-signature', encoding: 'hex' }),
  deliveryIdOf: () => undefined,
  hintOf: ({ headers }) => headerValue(headers, 'x-event-name'),
} satisfies WebhookProvider<object>;
