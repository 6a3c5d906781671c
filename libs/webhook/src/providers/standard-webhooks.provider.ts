import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { standardIdOf, standardWebhooksScheme } from '../signatures/standard-webhooks.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Standard Webhooks: base64 HMAC-SHA256 (or Ed25519) of id, time and body. Source: the Standard Webhooks specification. */
export const standardWebhooks = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  documentation: 'https://www.standardwebhooks.com',
  secretLabel: 'Signing secret (whsec_…) or public key (whpk_…)',
  sample: {
    headers: { 'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W' },
    body: '{"type":"invoice.paid","timestamp":"2026-01-01T00:00:00Z","data":{"id":"in_1"}}',
  },
  ...standardWebhooksScheme,
  newSecret: () => `whsec_${newSecretText('base64')}`,
  deliveryIdOf: standardIdOf,
  hintOf: ({ body }) => body.at('type') ?? body.at('event_type'),
} satisfies WebhookProvider<object>;

/** A sender of the family: secrets are its to choose. */
function memberOfFamily(id: string, name: string): WebhookProvider<object> {
  const { newSecret: _ours, ...shared } = standardWebhooks;
  const documentation = 'https://docs.svix.com/receiving/verifying-payloads/how';
  return { ...shared, id, name, aliasOf: standardWebhooks.id, documentation };
}

/** Polar signs as the family does, but a secret's own bytes are the key. Source: Polar Docs, "Webhooks". */
export const polar = {
  ...memberOfFamily('polar', 'Polar'),
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
} satisfies WebhookProvider<object>;

/** Who sends Standard Webhooks, by name. */
export const standardWebhooksFamily: readonly WebhookProvider<object>[] = [
  memberOfFamily('svix', 'Svix'),
  memberOfFamily('clerk', 'Clerk'),
  memberOfFamily('resend', 'Resend'),
  memberOfFamily('openai', 'OpenAI'),
  memberOfFamily('replicate', 'Replicate'),
  memberOfFamily('brex', 'Brex'),
  memberOfFamily('render', 'Render'),
  memberOfFamily('recall-ai', 'Recall.ai'),
  memberOfFamily('gemini', 'Gemini'),
  memberOfFamily('loops', 'Loops'),
  polar,
];
