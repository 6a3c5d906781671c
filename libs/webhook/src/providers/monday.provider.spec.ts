import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { wordOf } from '../testing/arrival.ts';
import { monday } from './monday.provider.ts';

const NOW = 1_700_000_000;
const secret = 'monday-signing-secret';
const audience = 'https://hooks.example.com/webhooks/1/monday';

const tokenOf = (claims: Record<string, unknown>, alg = 'HS256', key = secret) =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(Buffer.from(key.padEnd(64, ' ').trimEnd()));

const judged = (authorization: string, config = {}, now = NOW) =>
  wordOf(monday, { secrets: ['other', secret], headers: { authorization }, config, now });

const written = (header: object, claims: object, key = secret): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
};

describe('a token of monday.com', () => {
  it('is taken with and without a scheme', async () => {
    const token = await tokenOf({ exp: NOW + 300 });

    expect(judged(token)).toBe('accepted');
    expect(judged(`Bearer ${token}`)).toBe('accepted');
    expect(judged(`bearer  ${token}`)).toBe('accepted');
    expect(judged(`Basic ${token}`)).toBe('signature_malformed');
  });

  it('holds until a minute after its end', () => {
    const token = written({ alg: 'HS256' }, { exp: NOW });

    expect(judged(token, {}, NOW + 59)).toBe('accepted');
    expect(judged(token, {}, NOW + 60)).toBe('timestamp_out_of_range');
  });

  it.each([
    ['timestamp_missing', { alg: 'HS256' }, {}],
    ['timestamp_missing', { alg: 'HS256' }, { exp: '1700000300' }],
    ['timestamp_missing', { alg: 'HS256' }, { exp: null }],
    ['signature_malformed', { alg: 'none' }, { exp: NOW + 300 }],
    ['signature_malformed', { alg: 'hs256' }, { exp: NOW + 300 }],
    ['signature_malformed', { alg: 'HS512' }, { exp: NOW + 300 }],
    ['signature_malformed', { alg: 'RS256' }, { exp: NOW + 300 }],
    ['signature_malformed', { alg: ['HS256'] }, { exp: NOW + 300 }],
    ['signature_malformed', {}, { exp: NOW + 300 }],
    ['signature_malformed', { alg: 'HS256', crit: ['exp'] }, { exp: NOW + 300 }],
    ['signature_malformed', { alg: 'HS256' }, [NOW + 300]],
  ])('is refused: %s with the header %j and the claims %j', (reason, header, claims) => {
    expect(judged(written(header, claims))).toBe(reason);
  });

  it('is signed with one of our secrets', () => {
    const claims = { exp: NOW + 300 };
    const token = written({ alg: 'HS256' }, claims);
    const [head, , tail] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ exp: NOW + 9_999 })).toString('base64url');

    expect(judged(written({ alg: 'HS256' }, claims, 'secre'))).toBe('signature_mismatch');
    expect(judged(`${head}.${forged}.${tail}`)).toBe('signature_mismatch');
    expect(judged(`${token.slice(0, token.lastIndexOf('.'))}.`)).toBe('signature_malformed');
    expect(judged(`${token}.`)).toBe('signature_malformed');
    expect(judged('..')).toBe('signature_malformed');
  });

  it('is meant for the audience that the owner names', async () => {
    const exp = NOW + 300;

    expect(judged(await tokenOf({ exp, aud: audience }), { audience })).toBe('accepted');
    expect(judged(await tokenOf({ exp, aud: ['x', audience] }), { audience })).toBe('accepted');
    expect(judged(await tokenOf({ exp, aud: `${audience}x` }), { audience })).toBe(
      'recipient_mismatch',
    );
    expect(judged(await tokenOf({ exp }), { audience })).toBe('recipient_mismatch');
  });
});

it('a challenge of monday.com is no event, and no event is a challenge', () => {
  const sent = (body: object) => wordOf(monday, { secrets: [secret], body: JSON.stringify(body) });

  expect(sent({ challenge: 'abc' })).toBe('greeted');
  expect(sent({ challenge: '<b>' })).toBe('handshake_refused');
  expect(sent({ challenge: 'abc', event: {} })).toBe('signature_missing');
  expect(sent({ challenge: 1 })).toBe('signature_missing');
});
