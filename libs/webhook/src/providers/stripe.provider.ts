import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Stripe Docs, "Webhooks". */
export const stripe = {
  id: 'stripe',
  name: 'Stripe',
  signature: 'hex HMAC-SHA256 of `<time>.<raw body>`, one for each of its secrets',
  documentation: 'https://docs.stripe.com/webhooks',
  secretLabel: 'Endpoint signing secret',
  sample: {
    body: '{"id":"evt_1NG8Du2eZvKYlo2CUI79vXWy","object":"event","type":"payment_intent.succeeded"}',
  },
  ...timedHmac({
    header: 'stripe-signature',
    time: { list: { separator: ',', time: 't', signature: 'v1' } },
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => [time, '.', rawBody],
  }),
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;
