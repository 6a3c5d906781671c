import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: TikTok for Developers, "Webhooks verification". */
export const tiktok = {
  id: 'tiktok',
  name: 'TikTok',
  signature: 'hex HMAC-SHA256 of `<time>.<raw body>`',
  documentation: 'https://developers.tiktok.com/doc/webhooks-verification',
  secretLabel: 'Client secret',
  sample: {
    body: '{"client_key":"bwo2m45353a6k85","event":"video.publish.completed","create_time":1700000000,"content":"{}"}',
  },
  ...timedHmac({
    header: 'tiktok-signature',
    time: { list: { separator: ',', time: 't', signature: 's' } },
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => [time, '.', rawBody],
  }),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('event'),
} satisfies WebhookProvider<object>;
