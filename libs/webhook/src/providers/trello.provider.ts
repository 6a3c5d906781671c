import { urlHmac } from '../signatures/url-hmac.ts';
import { ok } from './answer.ts';
import { greeted } from './handshake.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Trello REST API, "Webhooks". */
export const trello = {
  id: 'trello',
  name: 'Trello',
  signature: 'base64 HMAC-SHA1 of body and address',
  handshakes: 'HEAD is answered with 200.',
  documentation: 'https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/',
  secretLabel: "The app's OAuth secret",
  sample: { body: '{"action":{"id":"a1","type":"updateCard"},"model":{"id":"m1"}}' },
  ...urlHmac({
    header: 'x-trello-webhook',
    algorithm: 'sha1',
    signed: ({ url, rawBody }) => [rawBody, url],
  }),
  handshakeMethods: ['HEAD'],
  handshake: ({ method }) => (method === 'HEAD' ? greeted('address check', ok) : undefined),
  deliveryIdOf: ({ body }) => body.at('action', 'id'),
  hintOf: ({ body }) => body.at('action', 'type'),
} satisfies WebhookProvider<object>;
