import { bodyHmac } from '../signatures/body-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Checkout.com Docs, "Webhooks". */
export const checkoutCom = {
  id: 'checkout-com',
  name: 'Checkout.com',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://checkout.com/docs',
  secretLabel: 'Signature key',
  sample: {
    body: '{"id":"evt_az5sblvku4ge3dwpztvyizgcau","type":"payment_approved","data":{"id":"pay_1"}}',
  },
  ...bodyHmac({ header: 'cko-signature', encoding: 'hex' }),
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;
