import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRefused, receive } from '../testing/reception.ts';
import { signedVectors, type SignedVector } from '../testing/signed-vector.ts';
import { textAnswer } from './answer.ts';
import { echo, type Greeted } from './handshake.ts';
import { providerNamed, providers } from './index.ts';

const greetings = signedVectors.filter(
  ({ handshake, provider }) => handshake !== undefined && providerNamed(provider) !== undefined,
);

const greeting = (
  provider: string,
  request: Partial<SignedVector['request']>,
  config = {},
): SignedVector => ({
  provider,
  name: 'made here',
  secret: 'a-secret',
  config,
  request: { method: 'GET', url: `https://hooks.example/in/1`, headers: {}, ...request },
  now: 1_700_000_000,
  expect: 'valid',
  source: 'made here',
});

const zoomChallenge = (plainToken: string): SignedVector =>
  greeting('zoom', {
    method: 'POST',
    body: JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken } }),
  });

const asked = (provider: string, query: Record<string, string>, config = {}): SignedVector =>
  greeting(
    provider,
    { url: `https://hooks.example/in/1?${new URLSearchParams(query).toString()}` },
    config,
  );

const received = (vector: SignedVector) => receive(providerNamed(vector.provider)!, vector);

describe('a greeting', () => {
  it.each(greetings.map((vector) => [`${vector.provider}, ${vector.name}`, vector] as const))(
    'of %s means nothing to senders that sign and greet in other ways',
    (_name, vector) => {
      for (const provider of providers) {
        if (provider.handshake !== undefined || provider.verifiedHandshake !== undefined) continue;
        const reception = receive(provider, { ...vector, config: {} });
        expect(reception.is).not.toBe('greeted');
        expect(isRefused(reception)).toBe(true);
      }
    },
  );

  it('that is to be given back may hold no markup and no line ends, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const reception = echo('challenge', text, textAnswer);
        if (reception.is === 'greeted') expect(text).toMatch(/^[A-Za-z0-9+/=_.~-]{1,256}$/);
        else expect(reception.status).toBe(403);
      }),
    );
    for (const text of ['<b>', 'a\n', 'a\r\nb', '', 'a b', 'a'.repeat(257), undefined]) {
      expect(echo('challenge', text, textAnswer).is).toBe('not_greeted');
    }
  });

  it('is answered as text that no browser takes for a page', () => {
    const { answer } = received(asked('dropbox', { challenge: 'abc' })) as Greeted;

    expect(answer.headers).toEqual({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('a subscription by verify token', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': 'c1', 'hub.verify_token': 'mine' };

  it.each<[string, Record<string, string>, object]>([
    ['another token', { ...query, 'hub.verify_token': 'yours' }, { verify_token: 'mine' }],
    ['an empty token', { ...query, 'hub.verify_token': '' }, { verify_token: 'mine' }],
    ['no token set here', { ...query, 'hub.verify_token': '' }, {}],
    ['another mode', { ...query, 'hub.mode': 'unsubscribe' }, { verify_token: 'mine' }],
    [
      'no challenge',
      { 'hub.mode': 'subscribe', 'hub.verify_token': 'mine' },
      { verify_token: 'mine' },
    ],
    ['nothing at all', {}, { verify_token: 'mine' }],
  ])('is refused with %s', (_name, given, config) => {
    expect(received(asked('meta', given, config))).toMatchObject({
      is: 'not_greeted',
      status: 403,
    });
  });

  it('is answered under each name of the sender', () => {
    for (const name of ['meta', 'facebook', 'instagram', 'whatsapp']) {
      expect(received(asked(name, query, { verify_token: 'mine' })).is).toBe('greeted');
    }
  });
});

describe('somebody who wants us to sign deliveries for them', () => {
  it.each([
    ['zoom', zoomChallenge('v0:1700000000:{}')],
    ['zoom', zoomChallenge('a'.repeat(65))],
    ['zoom', zoomChallenge('')],
    ['linkedin', asked('linkedin', { challengeCode: 'hmacsha256={}' })],
    ['linkedin', asked('linkedin', { challengeCode: 'a'.repeat(129) })],
    ['x', asked('x', { crc_token: '{"tweet_create_events":[]}' })],
    ['twitter', asked('twitter', { crc_token: '{}' })],
  ])('is sent away by %s', (_id, vector) => {
    expect(received(vector)).toMatchObject({
      is: 'not_greeted',
      status: 403,
      reason: 'handshake_refused',
    });
  });

  it('gets from X nothing that X could have sent, for any challenge', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', minLength: 1 }), (challenge) => {
        const reception = received(asked('x', { crc_token: challenge }));
        if (reception.is !== 'greeted') return;
        const { response_token } = JSON.parse(reception.answer.body) as { response_token: string };

        const forged = greeting('x', {
          method: 'POST',
          headers: { 'x-twitter-webhooks-signature': response_token },
          body: challenge,
        });
        expect(received(forged)).toMatchObject({ is: 'refused', reason: 'payload_unreadable' });
      }),
    );
  });

  it('learns nothing of older secrets: the newest one answers', () => {
    const vector = zoomChallenge('abc');
    const alone = receive(providerNamed('zoom')!, vector, { secrets: ['new'] }) as Greeted;
    const both = receive(providerNamed('zoom')!, vector, { secrets: ['new', 'old'] }) as Greeted;

    expect(both.answer).toEqual(alone.answer);
  });

  it('gets no answer while there is no secret to answer with', () => {
    const reception = receive(providerNamed('zoom')!, zoomChallenge('abc'), { secrets: [] });

    expect(reception).toMatchObject({ is: 'not_greeted', reason: 'secret_missing' });
  });
});

describe('a secret that a sender tells us', () => {
  const asana = (secret: string): SignedVector =>
    greeting('asana', { method: 'POST', headers: { 'X-Hook-Secret': secret } });

  it('is kept while the window is open, and refused when it is closed', () => {
    const vector = asana('b537207f');

    expect(received(vector)).toMatchObject({ is: 'greeted', learns: 'b537207f' });
    expect(receive(providerNamed('asana')!, vector, { isWindowOpen: false })).toMatchObject({
      is: 'not_greeted',
      status: 403,
      reason: 'handshake_closed',
    });
  });

  it.each(['a b', 'a'.repeat(257), '\u00e9', 'a\tb'])('is refused when it is %j', (secret) => {
    expect(received(asana(secret))).toMatchObject({ is: 'not_greeted', status: 403 });
  });

  it('is not taken from a request that is signed', () => {
    const headers = { 'X-Hook-Secret': 'new', 'X-Hook-Signature': '00' };

    expect(received(greeting('asana', { method: 'POST', headers })).is).toBe('refused');
  });
});
