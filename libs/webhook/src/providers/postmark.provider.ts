import { basicCredentials } from '../signatures/basic-credentials.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Postmark: user and password. Source: Postmark Developer Docs, "Webhooks overview". */
export const postmark = {
  id: 'postmark',
  name: 'Postmark',
  documentation: 'https://postmarkapp.com/developer/webhooks/webhooks-overview',
  sample: {
    body: '{"RecordType":"Delivery","MessageID":"883953f4","Recipient":"john@example.com"}',
  },
  ...basicCredentials,
  deliveryIdOf: ({ body }) => body.at('MessageID'),
  hintOf: ({ body }) => body.at('RecordType'),
} satisfies WebhookProvider<object>;
