import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Atlassian Support, "Manage webhooks". */
export const bitbucket = {
  id: 'bitbucket',
  name: 'Bitbucket Cloud',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks',
  secretLabel: 'Secret',
  sample: {
    headers: {
      'x-event-key': 'repo:push',
      'x-request-uuid': '2b9c1f0e-6a51-4d5f-8f43-5fd2d1c3a0d1',
    },
    body: '{"actor":{"display_name":"Emma"},"push":{"changes":[]}}',
  },
  ...bodyHmac({ header: 'x-hub-signature', prefix: 'sha256=', encoding: 'hex' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ headers }) =>
    headerValue(headers, 'x-request-uuid') ?? headerValue(headers, 'x-request-id'),
  hintOf: ({ headers }) => headerValue(headers, 'x-event-key'),
} satisfies WebhookProvider<object>;
