import type { z } from 'zod';
import { bodyHmac } from '../signatures/body-hmac.ts';
import { ok, textAnswer } from './answer.ts';
import { hintFrom } from './hint-from.ts';
import { hubSubscription, VERIFY_TOKEN, verifyTokenConfig } from './hub-subscription.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Meta for Developers, "Webhooks". */
export const meta = {
  id: 'meta',
  name: 'Meta',
  signature: 'hex HMAC-SHA256 of the raw body, in which it has escaped whatever is not ASCII',
  handshakes:
    'GET with `hub.verify_token` is answered with `hub.challenge`, if the token is that of the options.',
  documentation: 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started',
  secretLabel: 'App secret',
  sample: {
    body: '{"object":"page","entry":[{"id":"0","time":1700000000,"changes":[{"field":"feed","value":{"item":"status"}}]}]}',
  },
  ...bodyHmac({ header: 'x-hub-signature-256', prefix: 'sha256=', encoding: 'hex' }),
  config: verifyTokenConfig,
  secretPlacesOf: () => ({ query: [VERIFY_TOKEN] }),
  handshakeMethods: ['GET'],
  handshake: (request, { config }) => hubSubscription(request, config.verify_token, textAnswer),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => hintFrom(body.at('object'), body.at('entry', 0, 'changes', 0, 'field')),
  successOf: () => ok,
} satisfies WebhookProvider<z.output<typeof verifyTokenConfig>>;
