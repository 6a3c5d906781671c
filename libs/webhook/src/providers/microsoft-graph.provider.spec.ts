import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import { fetchedFor, outcomeOf, wordOf } from '../testing/arrival.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import { microsoftGraph } from './microsoft-graph.provider.ts';

const NOW = 1_700_000_000;
const KEYS = 'https://login.microsoftonline.com/common/discovery/v2.0/keys';
const app_id = '8e460676-ae3f-4b1e-8790-ee0fb5d6ac8f';
const publisher = '0bf30f3b-4a52-48df-9a82-234910c4a086';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig' }] });
const good = { aud: app_id, azp: publisher, exp: NOW + 300 };

const tokenOf = (claims: Record<string, unknown>, kid: string | undefined = 'k1') =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', ...(kid !== '' && { kid }) })
    .sign(privateKey);

const sent = (body: object, more: object = {}) => ({
  secrets: ['other', 'state-1'],
  body: JSON.stringify(body),
  config: { app_id },
  fetched: { [KEYS]: jwks },
  ...more,
});
const item = (clientState?: unknown) => ({
  subscriptionId: 's1',
  clientState,
  changeType: 'created',
});
const rich = (...validationTokens: unknown[]) => ({ value: [item('state-1')], validationTokens });

describe('a notification of Microsoft Graph', () => {
  it('is known by its state, every item of it', () => {
    expect(wordOf(microsoftGraph, sent({ value: [item('state-1'), item('other')] }))).toBe(
      'accepted',
    );
    expect(wordOf(microsoftGraph, sent({ value: [item('state-1'), item('x')] }))).toBe(
      'signature_mismatch',
    );
  });

  it.each([
    ['signature_missing', { value: [item('state-1'), item()] }],
    ['signature_missing', { value: [item(1)] }],
    ['signature_missing', { value: [null] }],
    ['payload_unreadable', { value: [] }],
    ['payload_unreadable', { value: { clientState: 'state-1' } }],
    ['payload_unreadable', { clientState: 'state-1' }],
    ['payload_unreadable', [item('state-1')]],
  ])('is refused: %s with %j', (reason, body) => {
    expect(wordOf(microsoftGraph, sent(body))).toBe(reason);
  });

  it('is answered with 202', () => {
    expect(microsoftGraph.successOf()).toEqual({ status: 202, headers: {}, body: '' });
    expect(microsoftGraph.hintOf(deliveryOf('{"value":[{"changeType":"updated"}]}'))).toBe(
      'updated',
    );
  });
});

describe('a rich notification of Microsoft Graph', () => {
  it('comes with a token of the publisher for our application', async () => {
    const { azp: _azp, ...older } = good;

    expect(wordOf(microsoftGraph, sent(rich(await tokenOf(good))))).toBe('accepted');
    expect(wordOf(microsoftGraph, sent(rich(await tokenOf({ ...older, appid: publisher }))))).toBe(
      'accepted',
    );
  });

  it.each([
    ['recipient_mismatch', { ...good, aud: 'another' }],
    ['recipient_mismatch', { ...good, azp: 'another' }],
    ['timestamp_out_of_range', { ...good, exp: NOW }],
    ['timestamp_missing', { aud: app_id, azp: publisher }],
  ])('is refused: %s with the claims %j', async (reason, claims) => {
    const tokens = [await tokenOf(good), await tokenOf(claims)];

    expect(wordOf(microsoftGraph, sent(rich(...tokens)))).toBe(reason);
  });

  it('is refused with a token that is none, or not signed by a key of theirs', async () => {
    const unsecured = new UnsecuredJWT(good).encode();
    const shared = await new SignJWT(good)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })));
    const other = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
    const foreign = await new SignJWT(good)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .sign(other);

    for (const [reason, token] of [
      ['signature_malformed', unsecured],
      ['signature_malformed', shared],
      ['signature_malformed', 1],
      ['signature_malformed', await tokenOf(good, '')],
      ['key_untrusted', await tokenOf(good, 'k2')],
      ['signature_mismatch', foreign],
    ]) {
      expect(wordOf(microsoftGraph, sent(rich(token)))).toBe(reason);
    }
  });

  it('is refused while the application is not named, and its keys are not there', async () => {
    const body = rich(await tokenOf(good));

    expect(wordOf(microsoftGraph, sent(body, { config: {} }))).toBe('recipient_mismatch');
    expect(wordOf(microsoftGraph, sent(body, { fetched: {} }))).toBe('key_unavailable');
    expect(wordOf(microsoftGraph, sent(body, { fetched: { [KEYS]: '{}' } }))).toBe('key_untrusted');
    expect(wordOf(microsoftGraph, sent(body, { fetched: { [KEYS]: '<' } }))).toBe('key_untrusted');
  });

  it('needs keys from one address, and only when it has tokens', async () => {
    expect(fetchedFor(microsoftGraph, sent(rich(await tokenOf(good))))).toEqual([KEYS]);
    expect(fetchedFor(microsoftGraph, sent({ value: [item('state-1')] }))).toEqual([]);
    expect(
      fetchedFor(microsoftGraph, sent({ value: [item('x')], validationTokens: ['x'] })),
    ).toEqual([]);
  });
});

describe('a validation of Microsoft Graph', () => {
  const validated = (token: string) =>
    outcomeOf(microsoftGraph, {
      url: `https://hooks.example.com/in?validationToken=${encodeURIComponent(token)}`,
    });

  it('is given back as text, whatever it is, up to a length', () => {
    expect(validated('<b>é\n</b>')).toMatchObject({
      is: 'greeted',
      answer: {
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          'x-content-type-options': 'nosniff',
        },
        body: '<b>é\n</b>',
      },
    });
    expect(validated('x'.repeat(1_024)).is).toBe('greeted');
    expect(validated('x'.repeat(1_025)).is).toBe('not_greeted');
  });
});
