import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

// Of a time in seconds, the year 5138; in milliseconds, 1973.
const FIRST_MS = 100_000_000_000;

/** Source: Webflow Developers, "Working with webhooks". */
export const webflow = {
  id: 'webflow',
  name: 'Webflow',
  signature: 'hex HMAC-SHA256 of `<time>:<raw body>`',
  documentation: 'https://developers.webflow.com/data/docs/working-with-webhooks',
  secretLabel: 'Client secret, or the secret of the webhook',
  sample: {
    body: '{"triggerType":"form_submission","payload":{"name":"Contact"}}',
  },
  ...timedHmac({
    header: 'x-webflow-signature',
    time: 'x-webflow-timestamp',
    encoding: 'hex',
    unit: (time) => (Number(time) < FIRST_MS ? 's' : 'ms'),
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => [time, ':', rawBody],
  }),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('triggerType'),
} satisfies WebhookProvider<object>;
