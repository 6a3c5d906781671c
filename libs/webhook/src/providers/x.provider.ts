import { bodyHmac } from '../signatures/body-hmac.ts';
import { respond } from '../signatures/challenge-response.ts';
import { queryValue } from '../signatures/query-values.ts';
import { jsonAnswer } from './answer.ts';
import { jsonIn } from './json-in.ts';
import { refused, type WebhookProvider } from './webhook-provider.ts';

const CHALLENGE = /^[A-Za-z0-9+/=_.~-]{1,256}$/;

const signed = bodyHmac({
  header: 'x-twitter-webhooks-signature',
  prefix: 'sha256=',
  encoding: 'base64',
});

/** Source: X Developer Platform, "Webhooks". */
export const x = {
  id: 'x',
  name: 'X',
  signature: 'base64 HMAC-SHA256 of the raw body, which is always a JSON object',
  handshakes: 'GET with a `crc_token` is answered with its HMAC, now and every hour.',
  documentation: 'https://docs.x.com/x-api/webhooks',
  secretLabel: 'Consumer secret',
  sample: {
    body: '{"for_user_id":"2244994945","tweet_create_events":[{"id_str":"1"}]}',
  },
  ...signed,
  handshakeMethods: ['GET'],
  handshake: ({ method, query }, { secrets }) =>
    method === 'GET'
      ? respond({
          kind: 'challenge response check',
          challenge: queryValue(query, 'crc_token'),
          pattern: CHALLENGE,
          secrets,
          answerOf: (_challenge, signed) =>
            jsonAnswer({ response_token: `sha256=${signed.toString('base64')}` }),
        })
      : undefined,
  /** Signed challenges are no deliveries: they cannot be JSON objects. */
  verify(request, by, nowMs) {
    const verdict = signed.verify(request, by, nowMs);
    const isUnreadable = verdict.is === 'accepted' && !jsonIn(request.rawBody)?.isObject;
    return isUnreadable ? refused('payload_unreadable') : verdict;
  },
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.names().find((name) => name.endsWith('_events')),
} satisfies WebhookProvider<object>;
