import { equalsConstantTime, hmacOf, type HmacAlgorithm } from '@millwright/kernel';
import { refused, type ActiveSecret, type Verdict } from '../providers/webhook-provider.ts';

/** What was signed, how, and when as far as that was signed too. */
export interface Signed {
  algorithm: HmacAlgorithm;
  parts: readonly (string | Uint8Array)[];
  signedAtMs?: number | null;
}

/** Tries every secret on every candidate: which one is wrong, and how many there are, takes no part in the time. */
export function signedBy(
  secrets: readonly ActiveSecret[],
  candidates: readonly Buffer[],
  { algorithm, parts, signedAtMs = null }: Signed,
): Verdict {
  let by: ActiveSecret | undefined;
  for (const secret of secrets) {
    const expected = hmacOf(algorithm, secret.key, parts);
    for (const candidate of candidates) {
      if (equalsConstantTime(expected, candidate)) by ??= secret;
    }
  }
  if (by === undefined) return refused('signature_mismatch');
  return { is: 'accepted', scheme: `hmac-${algorithm}`, secretId: by.id, signedAtMs };
}
