import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Shopify Dev Docs, "Webhooks". */
export const shopify = {
  id: 'shopify',
  name: 'Shopify',
  signature: 'base64 HMAC-SHA256 of the raw body',
  documentation: 'https://shopify.dev/docs/apps/build/webhooks',
  secretLabel: 'Client secret, or the secret of the notifications page',
  sample: {
    headers: {
      'x-shopify-topic': 'orders/create',
      'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    },
    body: '{"id":820982911946154508,"total_price":"403.00"}',
  },
  ...bodyHmac({ header: 'x-shopify-hmac-sha256', encoding: 'base64' }),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'x-shopify-webhook-id'),
  hintOf: ({ headers }) => headerValue(headers, 'x-shopify-topic'),
} satisfies WebhookProvider<object>;
