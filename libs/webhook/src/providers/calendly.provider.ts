import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Calendly Developer, "Webhook signatures". */
export const calendly = {
  id: 'calendly',
  name: 'Calendly',
  signature: 'hex HMAC-SHA256 of `<time>.<raw body>`',
  documentation: 'https://developer.calendly.com',
  secretLabel: 'Signing key',
  sample: {
    body: '{"event":"invitee.created","created_at":"2023-11-14T22:13:20.000000Z","payload":{"email":"test@example.com"}}',
  },
  ...timedHmac({
    header: 'calendly-webhook-signature',
    time: { list: { separator: ',', time: 't', signature: 'v1' } },
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 180,
    signed: (time, { rawBody }) => [time, '.', rawBody],
  }),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('event'),
} satisfies WebhookProvider<object>;
