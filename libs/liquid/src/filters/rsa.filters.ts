import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { BinaryString } from '../values/binary.ts';
import { bytesIn, hexText } from './byte-strings.ts';
import { filterError, type FilterScope } from './filter-scope.ts';
import { secretKeyOf } from './secret-key.ts';

/** A PKCS #1 v1.5 signature, in hex; with `binary: true` in bytes, as a JWT needs it. */
export function rsa_sha256(this: FilterScope, input: unknown, pem: unknown): string | BinaryString {
  return signatureOf(this, 'sha256', input, pem);
}

export function rsa_sha512(this: FilterScope, input: unknown, pem: unknown): string | BinaryString {
  return signatureOf(this, 'sha512', input, pem);
}

function signatureOf(
  scope: FilterScope,
  algorithm: string,
  input: unknown,
  pem: unknown,
): string | BinaryString {
  const key = rsaKeyOf(secretKeyOf(pem, scope.run));
  if (key === undefined) {
    throw filterError(`rsa_${algorithm}: the key is not a PEM RSA private key without passphrase`);
  }
  return hexText(scope, sign(algorithm, bytesIn(scope, input), key));
}

/** What the library says of a bad key is kept out of the error: it may quote the key. */
function rsaKeyOf(pem: Uint8Array): KeyObject | undefined {
  try {
    const key = createPrivateKey({ key: Buffer.from(pem), format: 'pem' });
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}
