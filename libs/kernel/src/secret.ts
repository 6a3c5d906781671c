import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** SHA-256 in lower-case hex. */
export const sha256Hex = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** HMAC of the parts, one after another. */
export function hmacOf(
  algorithm: 'sha1' | 'sha256' | 'sha512',
  key: string | Uint8Array,
  parts: readonly (string | Uint8Array)[],
): Buffer {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** Compares in constant time; different lengths are unequal. */
export function equalsConstantTime(left: string | Uint8Array, right: string | Uint8Array): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
