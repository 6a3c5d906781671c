import { bodyHmac } from '../signatures/body-hmac.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Mautic Developer Documentation, "Webhooks". */
export const mautic = {
  id: 'mautic',
  name: 'Mautic',
  signature: 'base64 HMAC-SHA256 of the raw body',
  documentation: 'https://devdocs.mautic.org',
  secretLabel: 'Secret',
  sample: {
    body: '{"mautic.lead_post_save_new":[{"contact":{"id":1,"points":4},"timestamp":"2018-04-10T15:04:05+00:00"}]}',
  },
  ...bodyHmac({ header: 'webhook-signature', encoding: 'base64' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.names()[0],
} satisfies WebhookProvider<object>;
