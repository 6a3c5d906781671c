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
export const PUBLIC_URL = 'https://hooks.example.com/in/1';
export const CHALLENGE = '8ec8d794-e0ab-42df-9017-e3dada8e8c2e';
export const JSON_TYPE = { 'content-type': 'application/json' };
const TEXT_TYPE = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
};

export const hmac = (
  text: string,
  encoding: Encoding = 'hex',
  algorithm = 'sha256',
  key = SECRET,
): string => createHmac(algorithm, key).update(text).digest(encoding);

export const secrets = { secrets: [SECRET] };
const seconds = (): string => String(Math.floor(Date.now() / 1_000));

const discordKeys = generateKeyPairSync('ed25519');
export const discordPublicKey = discordKeys.publicKey
  .export({ type: 'spki', format: 'der' })
  .subarray(-32)
  .toString('hex');

export const signedByDiscord = (body: string): TriedHandshake['request'] => {
  const time = seconds();
  const signature = sign(null, Buffer.from(time + body), discordKeys.privateKey).toString('hex');
  return {
    headers: { ...JSON_TYPE, 'x-signature-ed25519': signature, 'x-signature-timestamp': time },
    body,
  };
};

export const signedByV0 = (
  names: { signature: string; time: string },
  body: string,
): TriedHandshake['request'] => {
  const time = seconds();
  const signature = `v0=${hmac(`v0:${time}:${body}`)}`;
  return { headers: { ...JSON_TYPE, [names.signature]: signature, [names.time]: time }, body };
};

export const head = (provider: string): TriedHandshake => ({
  name: 'address check',
  provider,
  verification: secrets,
  request: { method: 'HEAD' },
  answer: {},
});

export const challenge = (provider: string, answer: TriedHandshake['answer']): TriedHandshake => ({
  name: 'challenge',
  provider,
  verification: secrets,
  request: { method: 'GET', query: `?challenge=${CHALLENGE}` },
  answer,
});

export const text = (body: string) => ({ headers: TEXT_TYPE, body });
export const json = (value: object) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

export const SLACK = JSON.stringify({ type: 'url_verification', challenge: CHALLENGE });
export const NO_EVENTS = '{"events":[]}';
const TWITCH = JSON.stringify({ challenge: 'any <characters>', subscription: { id: '1' } });
const FRONT = '{"type":"sync"}';
export const SIGNED = { isForAnybody: false };

export function twitchRequest(): TriedHandshake['request'] {
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

export function frontRequest(): TriedHandshake['request'] {
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
