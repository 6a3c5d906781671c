import { basicCredentials } from '../signatures/basic-credentials.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Chargebee Docs, "Webhooks". */
export const chargebee = {
  id: 'chargebee',
  name: 'Chargebee',
  signature: 'user and password',
  documentation: 'https://www.chargebee.com/docs/2.0/webhook_settings.html',
  sample: { body: '{"id":"ev_1","event_type":"subscription_created","content":{}}' },
  ...basicCredentials,
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('event_type'),
} satisfies WebhookProvider<object>;
