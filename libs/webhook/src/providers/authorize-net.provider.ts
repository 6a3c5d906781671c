import { bodyHmac } from '../signatures/body-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Authorize.net Developer Center, "Webhooks". */
export const authorizeNet = {
  id: 'authorize-net',
  name: 'Authorize.net',
  signature: 'hex HMAC-SHA512 of the raw body',
  documentation: 'https://developer.authorize.net/api/reference/features/webhooks.html',
  secretLabel: 'Signature key, in hex',
  sample: {
    body: '{"notificationId":"d0e8e7fe-c3e7-4add-a480-27bc5ce28a18","eventType":"net.authorize.payment.authcapture.created"}',
  },
  ...bodyHmac({
    header: 'x-anet-signature',
    prefix: 'sha512=',
    encoding: 'hex',
    algorithm: 'sha512',
    secretEncoding: 'hex',
  }),
  deliveryIdOf: ({ body }) => body.at('notificationId'),
  hintOf: ({ body }) => body.at('eventType'),
} satisfies WebhookProvider<object>;
