import { bearerToken } from '../signatures/bearer-token.ts';
import { ok } from './answer.ts';
import { greeted } from './handshake.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Ship24 Docs, "Webhook authentication". */
export const ship24 = {
  id: 'ship24',
  name: 'Ship24',
  signature: 'a bearer token',
  handshakes: 'HEAD is answered with 200.',
  documentation: 'https://docs.ship24.com/webhooks/authentication',
  ...bearerToken,
  secretLabel: 'Webhook secret',
  sample: { body: '{"trackings":[{"metadata":{"messageId":"m1"}}]}' },
  handshakeMethods: ['HEAD'],
  handshake: ({ method }) => (method === 'HEAD' ? greeted('address check', ok) : undefined),
  deliveryIdOf: ({ body }) => body.at('trackings', 0, 'metadata', 'messageId'),
  hintOf: () => undefined,
} satisfies WebhookProvider<object>;
