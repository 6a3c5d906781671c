import { bodyHmac } from '../signatures/body-hmac.ts';
import { queryValue } from '../signatures/query-values.ts';
import { ok, textAnswer } from './answer.ts';
import { echo } from './handshake.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Nylas Docs, "Webhooks". */
export const nylas = {
  id: 'nylas',
  name: 'Nylas',
  signature: 'hex HMAC-SHA256 of the raw body',
  handshakes: 'GET with a `challenge` is answered with the same.',
  documentation: 'https://developer.nylas.com',
  secretLabel: 'Webhook secret',
  sample: {
    body: '{"specversion":"1.0","id":"mock-id","type":"message.created","data":{"object":{"subject":"Hello"}}}',
  },
  ...bodyHmac({ header: 'x-nylas-signature', encoding: 'hex' }),
  handshakeMethods: ['GET'],
  handshake: ({ method, query }) =>
    method === 'GET' ? echo('challenge', queryValue(query, 'challenge'), textAnswer) : undefined,
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('type'),
  successOf: () => ok,
} satisfies WebhookProvider<object>;
