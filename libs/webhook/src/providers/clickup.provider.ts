import { bodyHmac } from '../signatures/body-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: ClickUp Docs, "Webhook signature". */
export const clickup = {
  id: 'clickup',
  name: 'ClickUp',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://developer.clickup.com/docs/webhooksignature',
  secretLabel: 'Webhook secret',
  sample: {
    body: '{"event":"taskCreated","task_id":"1vj37mc","webhook_id":"7fa3ec74-69a8-4530-a251-8a13730bd204"}',
  },
  ...bodyHmac({ header: 'x-signature', encoding: 'hex' }),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('event'),
} satisfies WebhookProvider<object>;
