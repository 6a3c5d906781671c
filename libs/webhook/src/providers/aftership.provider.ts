import { bodyHmac } from '../signatures/body-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: AfterShip Docs, "Webhook signature". */
export const aftership = {
  id: 'aftership',
  name: 'AfterShip',
  signature: 'base64 HMAC-SHA256 of the raw body',
  documentation: 'https://aftership.com/docs',
  secretLabel: 'Webhook secret',
  sample: {
    body: '{"event_id":"94edc86a-2ec9-4c1e-8f1b-2ea1ca7a3a0e","event":"tracking_update","msg":{"tag":"Delivered"}}',
  },
  ...bodyHmac({ header: 'aftership-hmac-sha256', encoding: 'base64' }),
  deliveryIdOf: ({ body }) => body.at('event_id'),
  hintOf: ({ body }) => body.at('event'),
} satisfies WebhookProvider<object>;
