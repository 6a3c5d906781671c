import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SigningError } from './signing.errors.ts';

const SECRET_PREFIX = 'whsec_';
const PRIVATE_PREFIX = 'whsk_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const SEED_BYTES = 32;
/** Seed and public key. */
const PRIVATE_BYTES = 64;
/** PKCS #8 of an Ed25519 key up to its seed (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Whether a secret can sign in the way of Standard Webhooks. */
export const isStandardSecret = (secret: string): boolean =>
  secret.startsWith(SECRET_PREFIX) && BASE64.test(secret.slice(SECRET_PREFIX.length));

/** The key that a `whsec_` secret stands for. @throws SigningError for another text */
export function secretBytesOf(secret: string): Buffer {
  if (!isStandardSecret(secret))
    throw new SigningError('the secret of the endpoint is not whsec_ with base64; rotate it');
  return Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
}

/** The Ed25519 key that a `whsk_` text stands for. @throws SigningError for another text */
export function privateKeyOf(privateKey: string | null): KeyObject {
  const bytes = Buffer.from(privateKey?.slice(PRIVATE_PREFIX.length) ?? '', 'base64');
  if (!privateKey?.startsWith(PRIVATE_PREFIX) || bytes.length !== PRIVATE_BYTES)
    throw new SigningError('the endpoint has no key pair to sign with; rotate its secret');
  const der = Buffer.concat([PKCS8_HEAD, bytes.subarray(0, SEED_BYTES)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
