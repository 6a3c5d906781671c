import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: WorkOS Docs, "Sync data with webhooks". */
export const workos = {
  id: 'workos',
  name: 'WorkOS',
  signature: 'hex HMAC-SHA256 of `<time>.<raw body>`',
  documentation: 'https://workos.com/docs/events/data-syncing/webhooks',
  secretLabel: 'Webhook secret',
  sample: {
    body: '{"id":"wh_01FJM8W4T7C2P4BWKZ7B9CP1CW","event":"dsync.user.created","data":{"id":"directory_user_1"}}',
  },
  ...timedHmac({
    header: 'workos-signature',
    time: { list: { separator: ',', time: 't', signature: 'v1' } },
    encoding: 'hex',
    unit: 'ms',
    toleranceSeconds: 180,
    signed: (time, { rawBody }) => [time, '.', rawBody],
  }),
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('event'),
} satisfies WebhookProvider<object>;
