import { bodyHmac } from '../signatures/body-hmac.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Segment Docs, "Webhooks destination". */
export const segment = {
  id: 'segment',
  name: 'Segment',
  signature: 'hex HMAC-SHA1 of the raw body',
  documentation: 'https://segment.com/docs',
  secretLabel: 'Shared secret',
  sample: {
    body: '{"type":"track","event":"Order Completed","messageId":"022bb90c-bbac-11e4-8dfc-aa07a5b093db"}',
  },
  ...bodyHmac({ header: 'x-signature', encoding: 'hex', algorithm: 'sha1' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ body }) => body.at('messageId'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;
