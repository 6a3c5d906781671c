import { bodyHmac } from '../signatures/body-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Attio Docs, "Webhooks". */
export const attio = {
  id: 'attio',
  name: 'Attio',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://docs.attio.com',
  secretLabel: 'Webhook secret',
  sample: {
    body: '{"webhook_id":"23e42eaf-323a-41da-b5bb-fd67eebda553","events":[{"event_type":"record.created","id":{"record_id":"bf071e1f-6035-429d-b874-d83ea64ea13b"}}]}',
  },
  ...bodyHmac({ header: 'attio-signature', encoding: 'hex' }),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('events', 0, 'event_type'),
} satisfies WebhookProvider<object>;
