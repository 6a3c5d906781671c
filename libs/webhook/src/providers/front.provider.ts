import { bodyHmac } from '../signatures/body-hmac.ts';
import { eitherScheme } from '../signatures/either-scheme.ts';
import { headerValue } from '../signatures/header-values.ts';
import { timedHmac } from '../signatures/timed-hmac.ts';
import { jsonAnswer } from './answer.ts';
import { echo } from './handshake.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Front Developers, "Application webhooks". */
export const front = {
  id: 'front',
  name: 'Front',
  signature:
    'base64 HMAC-SHA256 of `<time>:<raw body>`; rules sign the raw body with HMAC-SHA1, without a time',
  handshakes: 'A signed POST with `X-Front-Challenge` is answered with the same.',
  documentation: 'https://dev.frontapp.com/docs/application-webhooks',
  secretLabel: 'Application secret, or the API secret for rules',
  sample: {
    body: '{"type":"inbound_received","authorization":{"id":"cmp_abc"},"payload":{"id":"evt_1nk6s8j"}}',
  },
  ...eitherScheme(
    'x-front-request-timestamp',
    timedHmac({
      header: 'x-front-signature',
      time: 'x-front-request-timestamp',
      encoding: 'base64',
      unit: 'ms',
      toleranceSeconds: 300,
      signed: (time, { rawBody }) => [time, ':', rawBody],
    }),
    bodyHmac({ header: 'x-front-signature', encoding: 'base64', algorithm: 'sha1' }),
  ),
  verifiedHandshake({ headers }) {
    const challenge = headerValue(headers, 'x-front-challenge');
    return challenge === undefined
      ? undefined
      : echo('challenge', challenge, (given) => jsonAnswer({ challenge: given }));
  },
  deliveryIdOf: ({ body }) => body.at('payload', 'id'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;
