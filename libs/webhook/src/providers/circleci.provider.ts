import { bodyHmac } from '../signatures/body-hmac.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: CircleCI Docs, "Webhooks". */
export const circleci = {
  id: 'circleci',
  name: 'CircleCI',
  signature: 'hex HMAC-SHA256 of the raw body, one for each version',
  documentation: 'https://circleci.com/docs',
  secretLabel: 'Secret token',
  sample: {
    body: '{"id":"3888f21b-eaa7-38e3-8f3d-75a63bba8895","type":"workflow-completed","workflow":{"status":"success"}}',
  },
  ...bodyHmac({ header: 'circleci-signature', separator: ',', prefix: 'v1=', encoding: 'hex' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;
