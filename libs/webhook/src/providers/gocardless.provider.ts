import { bodyHmac } from '../signatures/body-hmac.ts';
import { hintFrom } from './hint-from.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: GoCardless API reference, "Webhooks". */
export const gocardless = {
  id: 'gocardless',
  name: 'GoCardless',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://developer.gocardless.com',
  secretLabel: 'Webhook endpoint secret',
  sample: {
    body: '{"events":[{"id":"EV00BD05S5VM2T","resource_type":"subscriptions","action":"created"}],"meta":{"webhook_id":"WB00BD05S5VM2T"}}',
  },
  ...bodyHmac({ header: 'webhook-signature', encoding: 'hex' }),
  deliveryIdOf: ({ body }) => body.at('meta', 'webhook_id'),
  hintOf: ({ body }) =>
    hintFrom(body.at('events', 0, 'resource_type'), body.at('events', 0, 'action')),
} satisfies WebhookProvider<object>;
