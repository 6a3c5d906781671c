import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Gitea Docs, "Webhooks". */
export const gitea = {
  id: 'gitea',
  name: 'Gitea',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://docs.gitea.com/usage/webhooks',
  secretLabel: 'Secret',
  sample: {
    headers: {
      'x-gitea-event': 'push',
      'x-gitea-delivery': 'f6266f16-1bf3-46a5-9ea4-602e06ead473',
    },
    body: '{"ref":"refs/heads/main","commits":[{"id":"bffeb74224043ba2feb48d137756c8a9331c449a"}]}',
  },
  ...bodyHmac({ header: ['x-gitea-signature', 'x-forgejo-signature'], encoding: 'hex' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ headers }) =>
    headerValue(headers, 'x-gitea-delivery') ?? headerValue(headers, 'x-forgejo-delivery'),
  hintOf: ({ headers }) =>
    headerValue(headers, 'x-gitea-event') ?? headerValue(headers, 'x-forgejo-event'),
} satisfies WebhookProvider<object>;
