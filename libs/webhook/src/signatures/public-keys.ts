import { createPublicKey, X509Certificate, type JsonWebKey, type KeyObject } from 'node:crypto';
import { decodeBytes, type ByteEncoding } from './encodings.ts';

/** What leads the 32 bytes of an Ed25519 key in its DER form (RFC 8410). */
const ED25519_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519_BYTES = 32;

/** The Ed25519 public key that is written as its 32 bytes; undefined when it is none. */
export function ed25519KeyOf(text: string, encoding: ByteEncoding): KeyObject | undefined {
  const bytes = decodeBytes(text.trim(), encoding);
  if (bytes?.length !== ED25519_BYTES) return undefined;
  return keyOrNothing(() =>
    createPublicKey({ key: Buffer.concat([ED25519_HEAD, bytes]), format: 'der', type: 'spki' }),
  );
}

/** The ECDSA public key on P-256 that is written as PEM, or as the base64 inside one; undefined when it is none. */
export function p256KeyOf(text: string): KeyObject | undefined {
  const der = decodeBytes(text.trim(), 'base64');
  const key = keyOrNothing(() =>
    createPublicKey(der === undefined ? text : { key: der, format: 'der', type: 'spki' }),
  );
  return key?.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
}

/** The RSA public key of a PEM text; undefined when it is none. */
export const rsaKeyOf = (pem: string): KeyObject | undefined =>
  rsaOnly(keyOrNothing(() => createPublicKey(pem)));

/** The RSA public key of that id in a JSON Web Key Set; undefined when there is none. */
export const rsaKeyOfJwks = (jwks: string, keyId: string): KeyObject | undefined =>
  rsaOnly(
    keyOrNothing(() => {
      const { keys } = JSON.parse(jwks) as { keys: readonly (JsonWebKey & { kid?: unknown })[] };
      const jwk = keys.find(({ kid }) => kid === keyId);
      return jwk && createPublicKey({ key: jwk, format: 'jwk' });
    }),
  );

/** The RSA public key of a certificate in PEM; undefined when it is none, or not valid at that time. */
export function certifiedKeyOf(pem: string, nowMs: number): KeyObject | undefined {
  return rsaOnly(
    keyOrNothing(() => {
      const { validFrom, validTo, publicKey } = new X509Certificate(pem);
      const isValid = Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
      return isValid ? publicKey : undefined;
    }),
  );
}

const rsaOnly = (key: KeyObject | undefined): KeyObject | undefined =>
  key?.asymmetricKeyType === 'rsa' ? key : undefined;

/** Node throws at texts that are no keys. */
function keyOrNothing(read: () => KeyObject | undefined): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
