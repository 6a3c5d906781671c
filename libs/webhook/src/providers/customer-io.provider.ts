import { timedHmac } from '../signatures/timed-hmac.ts';
import { hintFrom } from './hint-from.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Customer.io Docs, "Reporting webhooks". */
export const customerIo = {
  id: 'customer-io',
  name: 'Customer.io',
  signature: 'hex HMAC-SHA256 of `v0:<time>:<raw body>`',
  documentation: 'https://docs.customer.io',
  secretLabel: 'Webhook signing key',
  sample: {
    body: '{"event_id":"01E4C4CT6YDC7Y5M7FE1GWWPQJ","object_type":"email","metric":"opened","data":{"campaign_id":9}}',
  },
  ...timedHmac({
    header: 'x-cio-signature',
    time: 'x-cio-timestamp',
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => ['v0:', time, ':', rawBody],
  }),
  deliveryIdOf: ({ body }) => body.at('event_id'),
  hintOf: ({ body }) => hintFrom(body.at('object_type'), body.at('metric')),
} satisfies WebhookProvider<object>;
