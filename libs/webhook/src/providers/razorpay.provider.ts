import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Razorpay Docs, "Validate and test webhooks". */
export const razorpay = {
  id: 'razorpay',
  name: 'Razorpay',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://razorpay.com/docs/webhooks/validate-test',
  secretLabel: 'Webhook secret',
  sample: {
    headers: { 'x-razorpay-event-id': 'evt_1' },
    body: '{"entity":"event","event":"payment.captured","contains":["payment"]}',
  },
  ...bodyHmac({ header: 'x-razorpay-signature', encoding: 'hex' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'x-razorpay-event-id'),
  hintOf: ({ body }) => body.at('event'),
} satisfies WebhookProvider<object>;
