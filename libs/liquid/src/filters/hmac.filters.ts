import { createHmac } from 'node:crypto';
import type { BinaryString } from '../values/binary.ts';
import { bytesIn, hexText } from './byte-strings.ts';
import type { FilterScope } from './filter-scope.ts';
import { secretKeyOf } from './secret-key.ts';

/** In hex, as the others; with `binary: true` in bytes. */
export function hmac_sha1(this: FilterScope, input: unknown, key: unknown): string | BinaryString {
  return hmacOf(this, 'sha1', input, key);
}

export function hmac_sha256(
  this: FilterScope,
  input: unknown,
  key: unknown,
): string | BinaryString {
  return hmacOf(this, 'sha256', input, key);
}

export function hmac_sha512(
  this: FilterScope,
  input: unknown,
  key: unknown,
): string | BinaryString {
  return hmacOf(this, 'sha512', input, key);
}

function hmacOf(
  scope: FilterScope,
  algorithm: string,
  input: unknown,
  key: unknown,
): string | BinaryString {
  const hmac = createHmac(algorithm, secretKeyOf(key, scope.run));
  return hexText(scope, hmac.update(bytesIn(scope, input)).digest());
}
