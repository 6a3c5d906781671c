import { hash } from 'node:crypto';
import { equalsConstantTime, hmacOf, type HmacAlgorithm } from '@millwright/kernel';
import { refused, type ActiveSecret, type Verdict } from '../providers/webhook-provider.ts';

/** What was signed, how, and when as far as that was signed too. */
export interface Signed {
  algorithm: HmacAlgorithm;
  parts: readonly (string | Uint8Array)[];
  signedAtMs?: number | null;
}

/** Tries every secret on every candidate: which one is wrong, and how many there are, takes no part in the time. */
export const signedBy = (
  secrets: readonly ActiveSecret[],
  candidates: readonly Buffer[],
  { algorithm, parts, signedAtMs = null }: Signed,
): Verdict =>
  matching(secrets, candidates, {
    scheme: `hmac-${algorithm}`,
    expectedOf: ({ key }) => hmacOf(algorithm, key, parts),
    signedAtMs,
  });

/** The same for the older ways that hash the secret with what is signed, the secret first. */
export const digestedBy = (
  secrets: readonly ActiveSecret[],
  candidates: readonly Buffer[],
  parts: readonly (string | Uint8Array)[],
): Verdict =>
  matching(secrets, candidates, {
    scheme: 'sha256',
    expectedOf: ({ key }) =>
      hash('sha256', Buffer.concat([key.export(), ...parts.map(bytesOf)]), 'buffer'),
    signedAtMs: null,
  });

interface Match {
  scheme: string;
  expectedOf: (secret: ActiveSecret) => Buffer;
  signedAtMs: number | null;
}

function matching(
  secrets: readonly ActiveSecret[],
  candidates: readonly Buffer[],
  { scheme, expectedOf, signedAtMs }: Match,
): Verdict {
  let by: ActiveSecret | undefined;
  for (const secret of secrets) {
    const expected = expectedOf(secret);
    for (const candidate of candidates) {
      if (equalsConstantTime(expected, candidate)) by ??= secret;
    }
  }
  if (by === undefined) return refused('signature_mismatch');
  return { is: 'accepted', scheme, secretId: by.id, signedAtMs };
}

const bytesOf = (part: string | Uint8Array): Uint8Array =>
  typeof part === 'string' ? Buffer.from(part) : part;
