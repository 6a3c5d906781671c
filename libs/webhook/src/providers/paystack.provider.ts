import { bodyHmac } from '../signatures/body-hmac.ts';
import { ok } from './answer.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Paystack Docs, "Webhooks". */
export const paystack = {
  id: 'paystack',
  name: 'Paystack',
  signature: 'hex HMAC-SHA512 of the raw body',
  documentation: 'https://paystack.com/docs/payments/webhooks',
  secretLabel: 'Secret key',
  sample: {
    body: '{"event":"charge.success","data":{"id":302961,"amount":10000}}',
  },
  ...bodyHmac({ header: 'x-paystack-signature', encoding: 'hex', algorithm: 'sha512' }),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('event'),
  successOf: () => ok,
} satisfies WebhookProvider<object>;
