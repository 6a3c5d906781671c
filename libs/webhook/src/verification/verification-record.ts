import type { VerificationRecord } from '@millwright/contracts';
import type { Accepted } from '../providers/webhook-provider.ts';

/** Nobody asked who sends. */
export interface Unverified {
  readonly is: 'unverified';
}

export const unverified: Unverified = { is: 'unverified' };

/** What the event keeps of a verdict that let it in. */
export function verificationRecordOf(verdict: Accepted | Unverified): VerificationRecord {
  if (verdict.is === 'unverified') {
    return { verdict: 'unverified', scheme: null, secret_id: null, signed_at: null };
  }
  const { scheme, secretId, signedAtMs } = verdict;
  return {
    verdict: 'verified',
    scheme,
    secret_id: secretId,
    signed_at: signedAtMs === null ? null : new Date(signedAtMs).toISOString(),
  };
}
