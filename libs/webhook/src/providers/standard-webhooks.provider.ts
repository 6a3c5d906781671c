import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { standardIdOf, standardWebhooksScheme } from '../signatures/standard-webhooks.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: the Standard Webhooks specification. */
export const standardWebhooks = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  signature: 'base64 HMAC-SHA256 (or Ed25519) of id, time and body',
  documentation: 'https://www.standardwebhooks.com',
  secretLabel: 'Signing secret (whsec_…) or public key (whpk_…)',
  sample: {
    headers: { 'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W' },
    body: '{"type":"invoice.paid","timestamp":"2026-01-01T00:00:00Z","data":{"id":"in_1"}}',
  },
  ...standardWebhooksScheme,
  deliveryIdOf: standardIdOf,
  hintOf: ({ body }) => body.at('type') ?? body.at('event_type'),
} satisfies WebhookProvider<object>;

/** Source: Polar Docs, "Webhooks". */
export const polar = {
  ...standardWebhooks,
  id: 'polar',
  name: 'Polar',
  signature: 'as Standard Webhooks do, but a secret’s own bytes are the key',
  documentation: 'https://polar.sh/docs/integrate/webhooks/delivery',
  secretLabel: 'Signing secret',
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
} satisfies WebhookProvider<object>;
