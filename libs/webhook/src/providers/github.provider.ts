import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { hintFrom } from './hint-from.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: GitHub Docs, "Validating webhook deliveries". */
export const github = {
  id: 'github',
  name: 'GitHub',
  signature: 'hex HMAC-SHA256 of the raw body. Its SHA-1 header is ignored',
  documentation: 'https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries',
  secretLabel: 'Webhook secret',
  sample: {
    headers: {
      'x-github-event': 'issues',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    },
    body: '{"action":"opened","issue":{"number":1,"title":"Spelling error in the README"}}',
  },
  ...bodyHmac({ header: 'x-hub-signature-256', prefix: 'sha256=', encoding: 'hex' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'x-github-delivery'),
  hintOf: ({ headers, body }) =>
    hintFrom(headerValue(headers, 'x-github-event'), body.at('action')),
} satisfies WebhookProvider<object>;
