import { bodyHmac } from '../signatures/body-hmac.ts';
import { ok } from './answer.ts';
import { greeted } from './handshake.ts';
import { greetingIn } from './json-in.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: LINE Developers, "Messaging API". */
export const line = {
  id: 'line',
  name: 'LINE',
  signature: 'base64 HMAC-SHA256 of the raw body',
  handshakes: 'Signed requests without events are answered with 200.',
  documentation: 'https://developers.line.biz/en/docs/messaging-api',
  secretLabel: 'Channel secret',
  sample: {
    body: '{"destination":"U1","events":[{"type":"message","webhookEventId":"01FZ74A0TDDPYRVKNK77XKC3ZR","message":{"type":"text","text":"Hello"}}]}',
  },
  ...bodyHmac({ header: 'x-line-signature', encoding: 'base64' }),
  verifiedHandshake: ({ rawBody }) =>
    greetingIn(rawBody, '"events"')?.isEmptyArrayAt('events')
      ? greeted('check of the address', ok)
      : undefined,
  deliveryIdOf: ({ body }) => body.at('events', 0, 'webhookEventId'),
  hintOf: ({ body }) => body.at('events', 0, 'type'),
  successOf: () => ok,
} satisfies WebhookProvider<object>;
