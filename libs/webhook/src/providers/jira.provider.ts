import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Atlassian Developer, "Webhooks". */
export const jira = {
  id: 'jira',
  name: 'Jira Cloud',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://developer.atlassian.com/cloud/jira/platform/webhooks',
  secretLabel: 'Secret',
  sample: {
    headers: { 'x-atlassian-webhook-identifier': 'b3f1a8d2-22f3-4f7f-9b1f-8a4c1bdb9a53' },
    body: '{"timestamp":1700000000000,"webhookEvent":"jira:issue_created","issue":{"key":"TEST-1"}}',
  },
  ...bodyHmac({ header: 'x-hub-signature', prefix: 'sha256=', encoding: 'hex' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'x-atlassian-webhook-identifier'),
  hintOf: ({ body }) => body.at('webhookEvent'),
} satisfies WebhookProvider<object>;
