import { basicCredentials } from '../signatures/basic-credentials.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Postmark Developer Docs, "Webhooks overview". */
export const postmark = {
  id: 'postmark',
  name: 'Postmark',
  signature: 'user and password',
  documentation: 'https://postmarkapp.com/developer/webhooks/webhooks-overview',
  sample: {
    body: '{"RecordType":"Delivery","MessageID":"883953f4","Recipient":"john@example.com"}',
  },
  ...basicCredentials,
  deliveryIdOf: ({ body }) => body.at('MessageID'),
  hintOf: ({ body }) => body.at('RecordType'),
} satisfies WebhookProvider<object>;
