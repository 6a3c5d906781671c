import { generateKeyPairSync, verify } from 'node:crypto';
import { printed } from '../testing/index.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pemOf = (type: 'pkcs1' | 'pkcs8') => rsa.privateKey.export({ type, format: 'pem' });
const key = pemOf('pkcs8') as string;

describe.each(['sha256', 'sha512'])('rsa_%s', (algorithm) => {
  const filter = `rsa_${algorithm}`;

  it('gives a signature in hex that the public key verifies', () => {
    const signature = printed(`{{ "é" | ${filter}: key }}`, { key });

    expect(signature).toMatch(/^[0-9a-f]{512}$/);
    expect(verify(algorithm, Buffer.from('é'), rsa.publicKey, Buffer.from(signature, 'hex'))).toBe(
      true,
    );
  });

  it('gives it in bytes with binary: true, as a JWT needs it', () => {
    const signature = printed(`{{ "x" | ${filter}: key, binary: true | base64_url_safe_encode }}`, {
      key,
    });

    expect(signature).toHaveLength(344);
    expect(
      verify(algorithm, Buffer.from('x'), rsa.publicKey, Buffer.from(signature, 'base64url')),
    ).toBe(true);
  });

  it('takes a PKCS #1 key too', () => {
    expect(printed(`{{ "x" | ${filter}: key | size }}`, { key: pemOf('pkcs1') })).toBe('512');
  });

  it.each([
    ['no key at all', 'secret-of-mine'],
    ['a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' })],
    [
      'a key of another kind',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ],
    [
      'a key under a passphrase',
      rsa.privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-128-cbc',
        passphrase: 'secret-of-mine',
      }),
    ],
    ['half a key', key.slice(0, key.length / 2)],
  ])('refuses %s, and quotes none of it', (_, pem) => {
    expect(printed(`{{ "x" | ${filter}: key }}`, { key: String(pem) })).toBe(
      `error: ${filter}: the key is not a PEM RSA private key without passphrase`,
    );
  });
});
