import { urlHmac } from '../signatures/url-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Square Developer, "Verify and validate an event notification". */
export const square = {
  id: 'square',
  name: 'Square',
  signature: 'base64 HMAC-SHA256 of address and body',
  documentation: 'https://developer.squareup.com/docs/webhooks/step3validate',
  secretLabel: 'Signature key',
  sample: {
    body: '{"merchant_id":"M1","type":"payment.created","event_id":"e1","data":{"type":"payment","id":"p1"}}',
  },
  ...urlHmac({
    header: 'x-square-hmacsha256-signature',
    algorithm: 'sha256',
    signed: ({ url, rawBody }) => [url, rawBody],
  }),
  deliveryIdOf: ({ body }) => body.at('event_id'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;
