import { createHmac, hash, timingSafeEqual, type KeyObject } from 'node:crypto';

/** The hash under an HMAC. */
export type HmacAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** SHA-256 in lower-case hex. */
export const sha256Hex = (content: string | Uint8Array): string => hash('sha256', content);

/** HMAC of the parts, one after another. A key object is prepared once, where many are made with one key. */
export function hmacOf(
  algorithm: HmacAlgorithm,
  key: string | Uint8Array | KeyObject,
  parts: readonly (string | Uint8Array)[],
): Buffer {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** Compares in constant time; different lengths are unequal. */
export function equalsConstantTime(left: string | Uint8Array, right: string | Uint8Array): boolean {
  const a = typeof left === 'string' ? Buffer.from(left) : left;
  const b = typeof right === 'string' ? Buffer.from(right) : right;
  return a.length === b.length && timingSafeEqual(a, b);
}
