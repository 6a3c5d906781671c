import { bodyHmac } from '../signatures/body-hmac.ts';
import { respond } from '../signatures/challenge-response.ts';
import { queryValue } from '../signatures/query-values.ts';
import { jsonAnswer } from './answer.ts';
import type { WebhookProvider } from './webhook-provider.ts';

// What is signed of a delivery has a `=`.
const CHALLENGE = /^[A-Za-z0-9-]{1,128}$/;

/** Source: Microsoft Learn, "LinkedIn webhook validation". */
export const linkedin = {
  id: 'linkedin',
  name: 'LinkedIn',
  signature: 'hex HMAC-SHA256 of `hmacsha256=` and the raw body; the header may say the word too',
  handshakes: 'GET with a `challengeCode` is answered with its HMAC, now and every two hours.',
  documentation: 'https://learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation',
  secretLabel: 'Client secret',
  sample: {
    body: '{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notificationId":"41230"}',
  },
  ...bodyHmac({
    header: 'x-li-signature',
    optionalPrefix: 'hmacsha256=',
    encoding: 'hex',
    lead: 'hmacsha256=',
  }),
  handshakeMethods: ['GET'],
  handshake: ({ method, query }, { secrets }) =>
    method === 'GET'
      ? respond({
          kind: 'challenge code',
          challenge: queryValue(query, 'challengeCode'),
          pattern: CHALLENGE,
          secrets,
          answerOf: (challengeCode, signed) =>
            jsonAnswer({ challengeCode, challengeResponse: signed.toString('hex') }),
        })
      : undefined,
  deliveryIdOf: ({ body }) => body.at('notificationId'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;
