import { describe, expect, it } from '@jest/globals';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { newKeyPair } from './key-pair.ts';
import { isValidSecret, keptSecretOf, newSecret, secretBytesOf } from './secret.ts';

const base64Of = (bytes: number): string => Buffer.alloc(bytes, 0xfb).toString('base64');

describe('a secret', () => {
  it('M1: of our own is whsec_ and base64 of 32 bytes, and no two are the same', () => {
    const secrets = Array.from({ length: 100 }, newSecret);

    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(secretBytesOf(secret)).toHaveLength(32);
    }
  });

  it.each([
    [`whsec_${base64Of(24)}`, true],
    [`whsec_${base64Of(64)}`, true],
    [`whsec_${base64Of(23)}`, false],
    [`whsec_${base64Of(65)}`, false],
    [`whsec_${base64Of(32).replace('=', '')}`, false],
    [`whsec_${base64Of(32).replaceAll('/', '_')}`, false],
    [`whsec_${base64Of(32)}\n`, false],
    [`WHSEC_${base64Of(32)}`, false],
    ['whsec_', false],
    ['mySecret', false],
    ['', false],
  ])('D27: %j fits standard: %s', (secret, fits) => {
    expect(isValidSecret('standard', secret)).toBe(fits);
  });

  it('D27: of Mautic is any text of 1 to 191 characters', () => {
    for (const secret of ['m', 'mySecret', 'é'.repeat(191)]) {
      expect(keptSecretOf('mautic', secret)).toBe(secret);
    }
    for (const secret of ['', 'm'.repeat(192)]) {
      expect(keptSecretOf('mautic', secret)).toBeUndefined();
    }
  });

  it('gets its prefix where only the base64 was given, but for Mautic, which takes it as it is', () => {
    expect(keptSecretOf('raw', base64Of(32))).toBe(`whsec_${base64Of(32)}`);
    expect(keptSecretOf('mautic', base64Of(32))).toBe(base64Of(32));
    expect(keptSecretOf('raw', 'mySecret')).toBeUndefined();
  });
});

describe('a key pair', () => {
  it('is Ed25519: what the private key signs, the public key verifies', () => {
    const { privateKey, publicKey } = newKeyPair();
    const bytes = Buffer.from(privateKey.replace('whsk_', ''), 'base64');
    const point = Buffer.from(publicKey.replace('whpk_', ''), 'base64');
    const x = point.toString('base64url');
    const d = bytes.subarray(0, 32).toString('base64url');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x };

    const signed = sign(
      null,
      Buffer.from('body'),
      createPrivateKey({ key: { ...jwk, d }, format: 'jwk' }),
    );

    expect([bytes.length, point.length]).toEqual([64, 32]);
    expect(bytes.subarray(32)).toEqual(point);
    const verifier = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, Buffer.from('body'), verifier, signed)).toBe(true);
    expect(newKeyPair().publicKey).not.toBe(publicKey);
  });
});
