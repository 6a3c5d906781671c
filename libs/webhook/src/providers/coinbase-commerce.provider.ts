import { bodyHmac } from '../signatures/body-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Coinbase Developer Documentation, "Commerce webhooks". */
export const coinbaseCommerce = {
  id: 'coinbase-commerce',
  name: 'Coinbase Commerce',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://docs.cdp.coinbase.com',
  secretLabel: 'Webhook shared secret',
  sample: {
    body: '{"id":1,"event":{"id":"24934862-d980-46cb-9402-43c81b0cdba6","type":"charge:created"}}',
  },
  ...bodyHmac({ header: 'x-cc-webhook-signature', encoding: 'hex' }),
  deliveryIdOf: ({ body }) => body.at('event', 'id'),
  hintOf: ({ body }) => body.at('event', 'type'),
} satisfies WebhookProvider<object>;
