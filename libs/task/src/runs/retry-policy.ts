/** How often a run is tried in all, and how long it waits in between; the last delay repeats. */
export interface RetryPolicy {
  maxAttempts: number;
  delaysSeconds: readonly number[];
}

/** Up to 5 attempts, after about 30, 76, 152 and 308 s. */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 5,
  delaysSeconds: [30, 76, 152, 308],
};

/** The policy of a task's runs: what the task itself says, and for the rest what its Workspace says. */
export const retryPolicyOf = (
  own: { max_attempts?: number; delays_seconds?: number[] } | null | undefined,
  { maxAttempts, delaysSeconds }: RetryPolicy,
): RetryPolicy => ({
  maxAttempts: own?.max_attempts ?? maxAttempts,
  delaysSeconds: own?.delays_seconds ?? delaysSeconds,
});

/** Longest that the other side is waited for when it says how long. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Milliseconds until the attempt after this one (numbered from 1), or undefined when it was the last. Each delay is
 * times a random factor of 0.9 to 1.1; what the other side asked for lengthens it, up to one hour.
 */
export function retryDelayMs(
  policy: RetryPolicy,
  attempt: number,
  { retryAfterMs = 0, random = Math.random }: { retryAfterMs?: number; random?: () => number } = {},
): number | undefined {
  if (attempt >= policy.maxAttempts) return undefined;
  const { delaysSeconds } = policy;
  const seconds = delaysSeconds[Math.min(attempt, delaysSeconds.length) - 1] ?? 30;
  const jittered = Math.round(seconds * 1_000 * (0.9 + random() * 0.2));
  return Math.max(jittered, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
}
