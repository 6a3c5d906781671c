import { timedHmac } from '../signatures/timed-hmac.ts';
import { ok } from './answer.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Paddle Developer, "Verify webhook signatures". */
export const paddle = {
  id: 'paddle',
  name: 'Paddle',
  signature: 'hex HMAC-SHA256 of `<time>:<raw body>`, one for each of its secrets',
  documentation: 'https://developer.paddle.com/webhooks/signature-verification',
  secretLabel: 'Endpoint secret key',
  sample: {
    body: '{"event_id":"evt_01hv8x2axmcxhbq5zkfz9b6dxa","event_type":"transaction.completed","data":{"id":"txn_1"}}',
  },
  ...timedHmac({
    header: 'paddle-signature',
    time: { list: { separator: ';', time: 'ts', signature: 'h1' } },
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => [time, ':', rawBody],
  }),
  deliveryIdOf: ({ body }) => body.at('event_id'),
  hintOf: ({ body }) => body.at('event_type'),
  successOf: () => ok,
} satisfies WebhookProvider<object>;
