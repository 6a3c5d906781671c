import { bodyHmac } from '../signatures/body-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: PagerDuty Developer, "Webhook signatures". */
export const pagerduty = {
  id: 'pagerduty',
  name: 'PagerDuty',
  signature: 'hex HMAC-SHA256 of the raw body, one for each of its secrets',
  documentation: 'https://developer.pagerduty.com/docs/webhooks/webhook-signatures',
  secretLabel: 'Signing secret',
  sample: {
    body: '{"event":{"id":"01BWDWL3NYY7LUFPZCC28QUCMK","event_type":"incident.priority_updated","resource_type":"incident"}}',
  },
  ...bodyHmac({ header: 'x-pagerduty-signature', separator: ',', prefix: 'v1=', encoding: 'hex' }),
  deliveryIdOf: ({ body }) => body.at('event', 'id'),
  hintOf: ({ body }) => body.at('event', 'event_type'),
} satisfies WebhookProvider<object>;
