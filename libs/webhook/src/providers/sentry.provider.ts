import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { hintFrom } from './hint-from.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Sentry Docs, "Integration platform webhooks". */
export const sentry = {
  id: 'sentry',
  name: 'Sentry',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://docs.sentry.io',
  secretLabel: 'Client secret',
  sample: {
    headers: { 'request-id': 'b3f1a8d222f34f7f9b1f8a4c1bdb9a53', 'sentry-hook-resource': 'issue' },
    body: '{"action":"created","data":{"issue":{"id":"1"}}}',
  },
  ...bodyHmac({ header: 'sentry-hook-signature', encoding: 'hex' }),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'request-id'),
  hintOf: ({ headers, body }) =>
    hintFrom(headerValue(headers, 'sentry-hook-resource'), body.at('action')),
} satisfies WebhookProvider<object>;
