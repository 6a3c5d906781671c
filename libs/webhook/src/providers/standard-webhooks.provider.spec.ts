import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newSecretText } from '../signatures/new-secret.ts';
import { wordOf, type Arrival } from '../testing/arrival.ts';
import { providerNamed } from './index.ts';
import { polar, standardWebhooks } from './standard-webhooks.provider.ts';

const NOW = 1_700_000_000;
const body = '{"type":"invoice.paid"}';
const newSecret = () => `whsec_${newSecretText('base64')}`;
const secret = newSecret();

const signedByPackage = (key: string, prefix = 'webhook'): Arrival => ({
  secrets: [secret],
  body,
  headers: {
    [`${prefix}-id`]: 'msg_1',
    [`${prefix}-timestamp`]: String(NOW),
    [`${prefix}-signature`]: new Webhook(key).sign('msg_1', new Date(NOW * 1_000), body),
  },
});

describe('a standard webhook', () => {
  it.each(['webhook', 'svix'])(
    'is recognised as the package signs it, in %s- headers',
    (prefix) => {
      expect(wordOf(standardWebhooks, signedByPackage(secret, prefix))).toBe('accepted');
      expect(wordOf(standardWebhooks, signedByPackage(newSecret(), prefix))).toBe(
        'signature_mismatch',
      );
    },
  );

  it.each(
    [
      'standard-webhooks svix clerk resend openai replicate brex render recall-ai gemini loops',
    ].flatMap((ids) => ids.split(' ')),
  )('is one as well when %s sends it', (id) => {
    expect(wordOf(providerNamed(id)!, signedByPackage(secret))).toBe('accepted');
  });

  it('is signed by Polar with the very bytes of the secret', () => {
    const arrival = signedByPackage(`whsec_${Buffer.from(secret).toString('base64')}`);

    expect(wordOf(polar, arrival)).toBe('accepted');
    expect(wordOf(standardWebhooks, arrival)).toBe('signature_mismatch');
  });

  it.each([
    ['signature_missing', { 'webhook-id': ' ' }],
    ['signature_missing', { 'webhook-signature': ' ' }],
    ['signature_malformed', { 'webhook-signature': 'v2,AAAA v1a,?' }],
    ['signature_mismatch', { 'webhook-id': 'msg_2' }],
    ['timestamp_missing', { 'webhook-timestamp': '' }],
    ['timestamp_malformed', { 'webhook-timestamp': '-1' }],
    ['timestamp_malformed', { 'webhook-timestamp': '17e8' }],
    ['timestamp_out_of_range', { 'webhook-timestamp': String(NOW * 1_000) }],
  ])('is refused: %s when it has %j', (reason, headers) => {
    const arrival = signedByPackage(secret);

    expect(
      wordOf(standardWebhooks, { ...arrival, headers: { ...arrival.headers, ...headers } }),
    ).toBe(reason);
  });
});

describe('a public key', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bytes = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const key = `whpk_${bytes.toString('base64')}`;
  const signed = `msg_1.${NOW}.${body}`;
  const sent = (signature: string): Arrival => ({
    body,
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(NOW),
      'webhook-signature': signature,
    },
  });
  const good = `v1a,${sign(null, Buffer.from(signed), privateKey).toString('base64')}`;

  it('recognises what was signed with its other half', () => {
    expect(wordOf(standardWebhooks, { ...sent(good), secrets: [key] })).toBe('accepted');
    expect(wordOf(standardWebhooks, { ...sent(good), secrets: [secret, key] })).toBe('accepted');
    expect(wordOf(standardWebhooks, { ...sent(good), secrets: [secret] })).toBe(
      'signature_mismatch',
    );
  });

  it('is never taken for a shared secret, which anybody could sign with', () => {
    const forged = createHmac('sha256', bytes).update(signed).digest('base64');

    for (const version of ['v1', 'v1a']) {
      const arrival = { ...sent(`${version},${forged}`), secrets: [key] };
      expect(wordOf(standardWebhooks, arrival)).toBe('signature_mismatch');
    }
    expect(wordOf(standardWebhooks, { ...sent(good.replace('v1a', 'v1')), secrets: [key] })).toBe(
      'signature_mismatch',
    );
  });

  it.each(['whpk_', 'whpk_AAAA', `whpk_${'A'.repeat(44)}`, 'whsec_', 'whsec_?', ''])(
    'is not %j, nor is that a secret',
    (text) => {
      expect(standardWebhooks.keyOf(text, {})).toBeUndefined();
    },
  );
});
