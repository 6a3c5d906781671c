import { headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Sanity Docs, "GROQ-powered webhooks". */
export const sanity = {
  id: 'sanity',
  name: 'Sanity',
  signature: 'base64url HMAC-SHA256 of `<time>.<raw body>`',
  documentation: 'https://sanity.io/docs/webhooks',
  secretLabel: 'Secret',
  sample: {
    headers: { 'idempotency-key': 'kX2uhfT775' },
    body: '{"_id":"resume","_type":"page"}',
  },
  ...timedHmac({
    header: 'sanity-webhook-signature',
    time: { list: { separator: ',', time: 't', signature: 'v1' } },
    encoding: 'base64url',
    unit: 'ms',
    toleranceSeconds: 0,
    signed: (time, { rawBody }) => [time, '.', rawBody],
  }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'idempotency-key'),
  hintOf: () => undefined,
} satisfies WebhookProvider<object>;
