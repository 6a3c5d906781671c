import { after } from './health.ts';

const WITHOUT_RETRY_AFTER_MS = 60_000;
/** No receiver can hold us back longer than this. */
export const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * Until when an answer stops the whole endpoint: 429 always does, 503 where it says how long. Null: it does not.
 * `retryAt` is what its Retry-After asks for.
 */
export function pauseAfter(
  { statusCode, retryAt }: { statusCode: number | null; retryAt: Date | null },
  now: Date,
): Date | null {
  if (statusCode !== 429 && statusCode !== 503) return null;
  if (retryAt !== null) return retryAt;
  return statusCode === 429 ? after(now, WITHOUT_RETRY_AFTER_MS) : null;
}
