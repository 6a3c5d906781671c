import { createSecretKey, type KeyObject } from 'node:crypto';
import { decodeBytes, type ByteEncoding } from './encodings.ts';

/**
 * A secret as a key of HMACs, made once: building one for each request would cost as much as the hash of a small body.
 * Undefined when it is empty or not written as it should be.
 */
export function hmacKeyOf(secret: string, encoding: ByteEncoding | 'utf8'): KeyObject | undefined {
  const bytes = encoding === 'utf8' ? Buffer.from(secret) : decodeBytes(secret, encoding);
  return bytes === undefined || bytes.length === 0 ? undefined : createSecretKey(bytes);
}
