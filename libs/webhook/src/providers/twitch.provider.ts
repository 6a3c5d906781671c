import { bytesOfHeader, headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { timedHmac } from '../signatures/timed-hmac.ts';
import { textAnswer } from './answer.ts';
import { greeted, notGreeted } from './handshake.ts';
import { greetingIn } from './json-in.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const MESSAGE_TYPE = 'twitch-eventsub-message-type';

/** Source: Twitch Developers, "Getting events using webhooks". */
export const twitch = {
  id: 'twitch',
  name: 'Twitch',
  signature: 'hex HMAC-SHA256 of the id of the message, its time and the raw body',
  handshakes: 'The signed `webhook_callback_verification` is answered with its challenge.',
  documentation: 'https://dev.twitch.tv/docs/eventsub/handling-webhook-events',
  secretLabel: 'Secret',
  sample: {
    headers: {
      'twitch-eventsub-message-id': 'e76c6bd4-55c9-4987-8304-da1588d8988b',
      'twitch-eventsub-message-type': 'notification',
      'twitch-eventsub-subscription-type': 'stream.online',
    },
    body: '{"subscription":{"type":"stream.online"},"event":{"broadcaster_user_id":"1337"}}',
  },
  ...timedHmac({
    header: 'twitch-eventsub-message-signature',
    time: 'twitch-eventsub-message-timestamp',
    signedHeaders: ['twitch-eventsub-message-id'],
    prefix: 'sha256=',
    encoding: 'hex',
    unit: 'iso',
    toleranceSeconds: 600,
    signed: (time, { headers, rawBody }) => {
      const id = headerValue(headers, 'twitch-eventsub-message-id');
      return id === undefined ? undefined : [bytesOfHeader(id), time, rawBody];
    },
  }),
  newSecret: () => newSecretText('hex'),
  verifiedHandshake({ headers, rawBody }) {
    if (headerValue(headers, MESSAGE_TYPE) !== 'webhook_callback_verification') return undefined;
    const challenge = greetingIn(rawBody, '"challenge"')?.textAt('challenge');
    return challenge === undefined
      ? notGreeted('callback verification')
      : greeted('callback verification', textAnswer(challenge));
  },
  deliveryIdOf: ({ headers }) => headerValue(headers, 'twitch-eventsub-message-id'),
  hintOf: ({ headers }) =>
    headerValue(headers, MESSAGE_TYPE) === 'revocation'
      ? 'revocation'
      : headerValue(headers, 'twitch-eventsub-subscription-type'),
} satisfies WebhookProvider<object>;
