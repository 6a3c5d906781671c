import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

/** What a sender sends to try an address, and what it wants to hear. Everything is made anew: times count. */
export interface TriedHandshake {
  name: string;
  provider: string;
  /** For `verification` of the webhook. */
  verification?: Record<string, unknown>;
  request: {
    method?: string;
    /** With its `?`. */
    query?: string;
    headers?: Record<string, string>;
    body?: string;
  };
  answer: {
    /** Default: 200. */
    status?: number;
    headers?: Record<string, string>;
    /** Default: none. */
    body?: string;
  };
  /** Of those that take no signature: the same at a suffix of a webhook without a provider. Default: true. */
  isForAnybody?: boolean;
}

type Encoding = 'hex' | 'base64';

const SECRET = 'a secret of both sides';
const PUBLIC_URL = 'https://hooks.example.com/in/1';
const CHALLENGE = '8ec8d794-e0ab-42df-9017-e3dada8e8c2e';
const JSON_TYPE = { 'content-type': 'application/json' };
const TEXT_TYPE = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
};

const hmac = (
  text: string,
  encoding: Encoding = 'hex',
  algorithm = 'sha256',
  key = SECRET,
): string => createHmac(algorithm, key).update(text).digest(encoding);

const secrets = { secrets: [SECRET] };
const seconds = (): string => String(Math.floor(Date.now() / 1_000));

const discordKeys = generateKeyPairSync('ed25519');
const discordPublicKey = discordKeys.publicKey
  .export({ type: 'spki', format: 'der' })
  .subarray(-32)
  .toString('hex');

const signedByDiscord = (body: string): TriedHandshake['request'] => {
  const time = seconds();
  const signature = sign(null, Buffer.from(time + body), discordKeys.privateKey).toString('hex');
  return {
    headers: { ...JSON_TYPE, 'x-signature-ed25519': signature, 'x-signature-timestamp': time },
    body,
  };
};

const signedByV0 = (
  names: { signature: string; time: string },
  body: string,
): TriedHandshake['request'] => {
  const time = seconds();
  const signature = `v0=${hmac(`v0:${time}:${body}`)}`;
  return { headers: { ...JSON_TYPE, [names.signature]: signature, [names.time]: time }, body };
};

const head = (provider: string): TriedHandshake => ({
  name: 'address check',
  provider,
  verification: secrets,
  request: { method: 'HEAD' },
  answer: {},
});

const challenge = (provider: string, answer: TriedHandshake['answer']): TriedHandshake => ({
  name: 'challenge',
  provider,
  verification: secrets,
  request: { method: 'GET', query: `?challenge=${CHALLENGE}` },
  answer,
});

const text = (body: string) => ({ headers: TEXT_TYPE, body });
const json = (value: object) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const SLACK = JSON.stringify({ type: 'url_verification', challenge: CHALLENGE });
const NO_EVENTS = '{"events":[]}';
const TWITCH = JSON.stringify({ challenge: 'any <characters>', subscription: { id: '1' } });
const FRONT = '{"type":"sync"}';
const SIGNED = { isForAnybody: false };

/** One of each kind of the catalogue, but for those that need the outside. */
export const handshakes: readonly TriedHandshake[] = [
  {
    name: 'hook secret',
    provider: 'asana',
    request: { headers: { 'x-hook-secret': 'told' } },
    answer: { headers: { 'x-hook-secret': 'told' } },
  },
  head('ship24'),
  head('trello'),
  head('intercom'),
  head('mailchimp'),
  head('mandrill'),
  { ...head('mailchimp'), request: { method: 'GET' } },
  {
    name: 'test',
    provider: 'mandrill',
    verification: { ...secrets, public_url: PUBLIC_URL },
    request: {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-mandrill-signature': hmac(
          `${PUBLIC_URL}mandrill_events[]`,
          'base64',
          'sha1',
          'test-webhook',
        ),
      },
      body: 'mandrill_events=%5B%5D',
    },
    answer: {},
    ...SIGNED,
  },
  {
    name: 'ping',
    provider: 'woocommerce',
    verification: secrets,
    request: {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'webhook_id=12',
    },
    answer: {},
  },
  {
    name: 'url verification',
    provider: 'slack',
    verification: secrets,
    request: signedByV0(
      { signature: 'x-slack-signature', time: 'x-slack-request-timestamp' },
      SLACK,
    ),
    answer: text(CHALLENGE),
  },
  {
    name: 'callback verification',
    provider: 'twitch',
    verification: secrets,
    request: twitchRequest(),
    answer: text('any <characters>'),
  },
  {
    name: 'challenge',
    provider: 'monday',
    verification: secrets,
    request: { headers: JSON_TYPE, body: `{"challenge":"${CHALLENGE}"}` },
    answer: json({ challenge: CHALLENGE }),
  },
  {
    name: 'verification token',
    provider: 'notion',
    request: { headers: JSON_TYPE, body: '{"verification_token":"secret_told"}' },
    answer: {},
  },
  {
    name: 'url validation',
    provider: 'zoom',
    verification: secrets,
    request: {
      headers: JSON_TYPE,
      body: '{"event":"endpoint.url_validation","payload":{"plainToken":"abc-1"}}',
    },
    answer: json({ plainToken: 'abc-1', encryptedToken: hmac('abc-1') }),
    ...SIGNED,
  },
  {
    name: 'challenge',
    provider: 'front',
    verification: secrets,
    request: frontRequest(),
    answer: json({ challenge: CHALLENGE }),
  },
  {
    name: 'verify button',
    provider: 'line',
    verification: secrets,
    request: {
      headers: { ...JSON_TYPE, 'x-line-signature': hmac(NO_EVENTS, 'base64') },
      body: NO_EVENTS,
    },
    answer: {},
  },
  {
    name: 'intent to receive',
    provider: 'xero',
    verification: secrets,
    request: {
      headers: { ...JSON_TYPE, 'x-xero-signature': hmac(NO_EVENTS, 'base64') },
      body: NO_EVENTS,
    },
    answer: {},
  },
  {
    name: 'ping of interactions',
    provider: 'discord',
    verification: { secrets: [discordPublicKey] },
    request: signedByDiscord('{"type":1}'),
    answer: json({ type: 1 }),
  },
  {
    name: 'ping of webhook events',
    provider: 'discord',
    verification: { secrets: [discordPublicKey] },
    request: signedByDiscord('{"version":1,"type":0}'),
    answer: { status: 204, headers: { 'content-type': 'application/json' } },
  },
  {
    name: 'validation',
    provider: 'microsoft-graph',
    verification: secrets,
    request: { query: '?validationToken=Validation%3A+any%20%3Cone%3E' },
    answer: text('Validation: any <one>'),
  },
  challenge('dropbox', text(CHALLENGE)),
  challenge('nylas', text(CHALLENGE)),
  challenge('adobe-io', json({ challenge: CHALLENGE })),
  {
    name: 'subscription',
    provider: 'meta',
    verification: { ...secrets, config: { verify_token: 'mine' } },
    request: {
      method: 'GET',
      query: '?hub.mode=subscribe&hub.verify_token=mine&hub.challenge=1158201444',
    },
    answer: text('1158201444'),
    ...SIGNED,
  },
  {
    name: 'subscription',
    provider: 'strava',
    verification: { ...secrets, config: { verify_token: 'mine' } },
    request: {
      method: 'GET',
      query: '?hub.mode=subscribe&hub.verify_token=mine&hub.challenge=15f7d1',
    },
    answer: json({ 'hub.challenge': '15f7d1' }),
    ...SIGNED,
  },
  {
    name: 'subscription',
    provider: 'websub',
    verification: { ...secrets, config: { topic: 'https://blog.example/feed' } },
    request: {
      method: 'GET',
      query: `?hub.mode=subscribe&hub.topic=https%3A%2F%2Fblog.example%2Ffeed&hub.challenge=${CHALLENGE}&hub.lease_seconds=864000`,
    },
    answer: text(CHALLENGE),
    ...SIGNED,
  },
  {
    name: 'CRC',
    provider: 'x',
    verification: secrets,
    request: { method: 'GET', query: '?crc_token=crc-1' },
    answer: json({ response_token: `sha256=${hmac('crc-1', 'base64')}` }),
    ...SIGNED,
  },
  {
    name: 'challenge',
    provider: 'linkedin',
    verification: secrets,
    request: { method: 'GET', query: `?challengeCode=${CHALLENGE}` },
    answer: json({ challengeCode: CHALLENGE, challengeResponse: hmac(CHALLENGE) }),
    ...SIGNED,
  },
  {
    name: 'one-time verification',
    provider: 'okta',
    verification: secrets,
    request: { method: 'GET', headers: { 'x-okta-verification-challenge': CHALLENGE } },
    answer: json({ verification: CHALLENGE }),
  },
  {
    name: 'verification of intent',
    provider: 'adobe-sign',
    verification: { secrets: ['UB7E5BXCXY'] },
    request: { method: 'GET', headers: { 'x-adobesign-clientid': 'UB7E5BXCXY' } },
    answer: {
      headers: { 'content-type': 'application/json', 'x-adobesign-clientid': 'UB7E5BXCXY' },
      body: '{"xAdobeSignClientId":"UB7E5BXCXY"}',
    },
    ...SIGNED,
  },
  {
    name: 'leave to send',
    provider: 'cloudevents',
    verification: { ...secrets, config: { rate: 60 } },
    request: {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'emitter.example.com', 'webhook-request-rate': '120' },
    },
    answer: {
      headers: {
        'webhook-allowed-origin': 'emitter.example.com',
        'webhook-allowed-rate': '60',
        allow: 'POST, OPTIONS',
      },
    },
    ...SIGNED,
  },
];

/** A function, so that it can use what is above and stand below. */
function twitchRequest(): TriedHandshake['request'] {
  const [id, time] = ['e76c6bd4', new Date().toISOString()];
  return {
    headers: {
      ...JSON_TYPE,
      'twitch-eventsub-message-id': id,
      'twitch-eventsub-message-timestamp': time,
      'twitch-eventsub-message-type': 'webhook_callback_verification',
      'twitch-eventsub-message-signature': `sha256=${hmac(id + time + TWITCH)}`,
    },
    body: TWITCH,
  };
}

function frontRequest(): TriedHandshake['request'] {
  const time = String(Date.now());
  return {
    headers: {
      ...JSON_TYPE,
      'x-front-challenge': CHALLENGE,
      'x-front-request-timestamp': time,
      'x-front-signature': hmac(`${time}:${FRONT}`, 'base64'),
    },
    body: FRONT,
  };
}
