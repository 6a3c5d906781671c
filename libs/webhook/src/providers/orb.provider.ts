import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Orb Docs, "Webhooks". */
export const orb = {
  id: 'orb',
  name: 'Orb',
  signature: 'hex HMAC-SHA256 of `v1:<time>:<raw body>`, the time in UTC without saying so',
  documentation: 'https://docs.withorb.com',
  secretLabel: 'Webhook secret',
  sample: {
    body: '{"id":"o4mmewpfNNTnjfZc","created_at":"2023-11-14T22:13:20+00:00","type":"resource_event.test"}',
  },
  ...timedHmac({
    header: 'x-orb-signature',
    time: 'x-orb-timestamp',
    prefix: 'v1=',
    encoding: 'hex',
    unit: 'iso-utc',
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => ['v1:', time, ':', rawBody],
  }),
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;
