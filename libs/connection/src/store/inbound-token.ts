import { randomBytes } from 'node:crypto';
import { equalsConstantTime, sha256Hex } from '@millwright/kernel';

const BYTES = 32;

/** A token for a service to show us, in clear this once, and what is kept of it. */
export function newInboundToken(): { token: string; hash: string } {
  const token = randomBytes(BYTES).toString('base64url');
  return { token, hash: sha256Hex(token) };
}

/** Whether a token is the one that this is kept of. */
export const isInboundToken = (token: string, hash: string): boolean =>
  equalsConstantTime(sha256Hex(token), hash);
