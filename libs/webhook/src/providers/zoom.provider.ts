import { respond } from '../signatures/challenge-response.ts';
import { timedHmac } from '../signatures/timed-hmac.ts';
import { jsonAnswer } from './answer.ts';
import { greetingIn } from './json-in.ts';
import type { WebhookProvider } from './webhook-provider.ts';

// What is signed of a delivery has colons.
const CHALLENGE = /^[A-Za-z0-9_-]{1,64}$/;

/** Source: Zoom Developers, "Webhooks". */
export const zoom = {
  id: 'zoom',
  name: 'Zoom',
  signature: 'hex HMAC-SHA256 of `v0:<time>:<raw body>`',
  handshakes:
    '`endpoint.url_validation` is answered with the plain token and its HMAC, now and every 72 hours.',
  documentation: 'https://developers.zoom.us/docs/api/webhooks',
  secretLabel: 'Secret token',
  sample: {
    body: '{"event":"meeting.started","event_ts":1700000000000,"payload":{"object":{"id":"1234567890"}}}',
  },
  ...timedHmac({
    header: 'x-zm-signature',
    time: 'x-zm-request-timestamp',
    prefix: 'v0=',
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => ['v0:', time, ':', rawBody],
  }),
  handshake({ method, rawBody }, { secrets }) {
    const body = method === 'POST' ? greetingIn(rawBody, 'endpoint.url_validation') : undefined;
    if (body?.at('event') !== 'endpoint.url_validation') return undefined;
    return respond({
      kind: 'url validation',
      challenge: body.textAt('payload', 'plainToken'),
      pattern: CHALLENGE,
      secrets,
      answerOf: (plainToken, signed) =>
        jsonAnswer({ plainToken, encryptedToken: signed.toString('hex') }),
    });
  },
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('event'),
} satisfies WebhookProvider<object>;
