import { bodyHmac } from '../signatures/body-hmac.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Cal.com Docs, "Webhooks". */
export const calCom = {
  id: 'cal-com',
  name: 'Cal.com',
  signature: 'hex HMAC-SHA256 of the raw body',
  documentation: 'https://cal.com/docs',
  secretLabel: 'Secret',
  sample: {
    body: '{"triggerEvent":"BOOKING_CREATED","createdAt":"2023-11-14T22:13:20.000Z","payload":{"title":"30min"}}',
  },
  ...bodyHmac({ header: 'x-cal-signature-256', encoding: 'hex' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('triggerEvent'),
} satisfies WebhookProvider<object>;
