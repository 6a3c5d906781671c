import { headerValue } from '../signatures/header-values.ts';
import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Box Developer, "Signatures". */
export const box = {
  id: 'box',
  name: 'Box',
  signature: 'base64 HMAC-SHA256 of the raw body and the time, one for each of two keys',
  documentation: 'https://developer.box.com/guides/webhooks/v2/signatures-v2',
  secretLabel: 'Primary or secondary signature key',
  sample: {
    headers: {
      'box-delivery-id': 'f96bb54b-ee16-4fc5-aa65-8c2d9e5b546f',
      'box-signature-version': '1',
      'box-signature-algorithm': 'HmacSHA256',
    },
    body: '{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED"}',
  },
  ...timedHmac({
    header: ['box-signature-primary', 'box-signature-secondary'],
    time: 'box-delivery-timestamp',
    signedHeaders: ['box-signature-version', 'box-signature-algorithm'],
    encoding: 'base64',
    unit: 'iso',
    toleranceSeconds: 600,
    signed: (time, { headers, rawBody }) =>
      headerValue(headers, 'box-signature-version') === '1' &&
      headerValue(headers, 'box-signature-algorithm') === 'HmacSHA256'
        ? [rawBody, time]
        : undefined,
  }),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'box-delivery-id'),
  hintOf: ({ body }) => body.at('trigger'),
} satisfies WebhookProvider<object>;
