import { bodyHmac } from '../signatures/body-hmac.ts';
import { queryValue } from '../signatures/query-values.ts';
import { textAnswer } from './answer.ts';
import { echo } from './handshake.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Dropbox Developers, "Webhooks". */
export const dropbox = {
  id: 'dropbox',
  name: 'Dropbox',
  signature: 'hex HMAC-SHA256 of the raw body',
  handshakes: 'GET with a `challenge` is answered with the same.',
  documentation: 'https://dropbox.com/developers/reference/webhooks',
  secretLabel: 'App secret',
  sample: {
    body: '{"list_folder":{"accounts":["dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc"]}}',
  },
  ...bodyHmac({ header: 'x-dropbox-signature', encoding: 'hex' }),
  handshakeMethods: ['GET'],
  handshake: ({ method, query }) =>
    method === 'GET' ? echo('challenge', queryValue(query, 'challenge'), textAnswer) : undefined,
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.names()[0],
} satisfies WebhookProvider<object>;
