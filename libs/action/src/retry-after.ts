// Whole in the RFC; Shopify writes 2.0.
const SECONDS = /^\d{1,9}(?:\.\d{1,9})?$/;

/** Nobody waits for longer because the other side says so: an hour. */
export const LONGEST_WAIT_MS = 3_600_000;

/**
 * `Retry-After` (RFC 9110): seconds, or a date; in milliseconds from now, an hour at most. Undefined when there is none
 * to go by.
 */
export function retryAfterMsOf(
  headers: Readonly<Record<string, readonly string[]>>,
  nowMs: number,
): number | undefined {
  const text = headers['retry-after']?.[0]?.trim() ?? '';
  if (SECONDS.test(text)) return Math.min(LONGEST_WAIT_MS, Math.ceil(Number(text) * 1_000));
  const at = /\d\d:\d\d:\d\d GMT$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(0, at - nowMs));
}
