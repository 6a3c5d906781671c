import { bodyHmac } from '../signatures/body-hmac.ts';
import { acknowledges } from './handshake.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Intercom Developers, "Webhooks". */
export const intercom = {
  id: 'intercom',
  name: 'Intercom',
  signature: 'hex HMAC-SHA1 of the raw body',
  handshakes: 'HEAD is answered with 200.',
  documentation: 'https://developers.intercom.com/docs/webhooks',
  secretLabel: 'Client secret',
  sample: {
    body: '{"type":"notification_event","topic":"conversation.user.created","id":"notif_1"}',
  },
  ...bodyHmac({ header: 'x-hub-signature', prefix: 'sha1=', encoding: 'hex', algorithm: 'sha1' }),
  handshakeMethods: ['HEAD'],
  handshake: acknowledges('check of the address', 'HEAD'),
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('topic'),
} satisfies WebhookProvider<object>;
