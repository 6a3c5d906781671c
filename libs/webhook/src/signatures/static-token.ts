import { equalsConstantTime } from '@millwright/kernel';
import { refused, type ActiveSecret, type Verdict } from '../providers/webhook-provider.ts';
import { bytesOfHeader } from './header-values.ts';

/**
 * Looks for a secret that is sent as it is: every value against every secret, in constant time. Values as Node reads
 * headers; bytes where they were decoded.
 */
export function tokenAmong(
  secrets: readonly ActiveSecret[],
  given: readonly (string | Buffer)[],
  scheme = 'token',
): Verdict {
  if (given.every((value) => value.length === 0)) return refused('signature_missing');
  let by: ActiveSecret | undefined;
  for (const secret of secrets) {
    const expected = secret.key.export();
    for (const value of given) {
      if (equalsConstantTime(expected, bytesOfHeader(value))) by ??= secret;
    }
  }
  if (by === undefined) return refused('signature_mismatch');
  return { is: 'accepted', scheme, secretId: by.id, signedAtMs: null };
}
