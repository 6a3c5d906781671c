import { bodyHmac } from '../signatures/body-hmac.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Typeform Developers, "Secure your webhooks". */
export const typeform = {
  id: 'typeform',
  name: 'Typeform',
  signature: 'base64 HMAC-SHA256 of the raw body',
  documentation: 'https://typeform.com/developers/webhooks/secure-your-webhooks',
  secretLabel: 'Secret',
  sample: {
    body: '{"event_id":"01HXQ3","event_type":"form_response","form_response":{"form_id":"lT4Z3j"}}',
  },
  ...bodyHmac({ header: 'typeform-signature', prefix: 'sha256=', encoding: 'base64' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ body }) => body.at('event_id'),
  hintOf: ({ body }) => body.at('event_type'),
} satisfies WebhookProvider<object>;
