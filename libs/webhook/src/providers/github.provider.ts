import { z } from 'zod';
import { headerValue } from '../signatures/header-values.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { verifyBodyHmac } from '../signatures/body-hmac.ts';
import { hintFrom } from './hint-from.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** GitHub: hex HMAC-SHA256 of the raw body. Its SHA-1 header is ignored. Source: GitHub Docs, "Validating webhook deliveries". */
export const github = {
  id: 'github',
  name: 'GitHub',
  documentation: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
  secretLabel: 'Webhook secret',
  toleranceSeconds: null,
  signsUrl: false,
  config: z.strictObject({}),
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
  newSecret: () => newSecretText('hex'),
  signatureHeadersOf: () => ['x-hub-signature-256'],
  verify: verifyBodyHmac({
    header: 'x-hub-signature-256',
    prefix: 'sha256=',
    encoding: 'hex',
    algorithm: 'sha256',
  }),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'x-github-delivery'),
  hintOf: ({ headers, body }) =>
    hintFrom(headerValue(headers, 'x-github-event'), body.at('action')),
} satisfies WebhookProvider<object>;
