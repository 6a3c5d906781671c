import fc from 'fast-check';
import { elsewhere, toCache } from './any-elsewhere.ts';
import { spokenOf } from './any-http.ts';
import { toVerified, type VerifiedTarget } from './any-signed.ts';
import { otherMethods, preflight, toLive } from './any-webhook.ts';
import type { Spoken } from './conversation.ts';

/** What is there: paths on ingress. */
export interface IngressTargets {
  webhook: string;
  verified: VerifiedTarget;
  cache: string;
}

/** Requests to ingress, each of them HTTP. */
export const spokenToIngress = ({
  webhook,
  verified,
  cache,
}: IngressTargets): fc.Arbitrary<Spoken> =>
  spokenOf(
    fc.oneof(
      { weight: 10, arbitrary: toLive(webhook) },
      { weight: 5, arbitrary: toVerified(verified) },
      { weight: 1, arbitrary: otherMethods(webhook) },
      { weight: 1, arbitrary: preflight(webhook) },
      { weight: 4, arbitrary: elsewhere },
      { weight: 1, arbitrary: toCache(cache) },
    ),
  );
