import { generateKeyPairSync } from 'node:crypto';

/** An Ed25519 key pair as text. The private key never leaves the system. */
export interface KeyPair {
  /** `whsk_` and the base64 of 64 bytes: seed, public key. */
  privateKey: string;
  /** `whpk_` and the base64 of 32 bytes. */
  publicKey: string;
}

/** A new Ed25519 key pair. */
export function newKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d, x } = privateKey.export({ format: 'jwk' });
  const [seed, point] = [Buffer.from(d!, 'base64url'), Buffer.from(x!, 'base64url')];
  return {
    privateKey: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
    publicKey: `whpk_${point.toString('base64')}`,
  };
}
