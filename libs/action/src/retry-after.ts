// Whole in the RFC; Shopify writes 2.0.
const SECONDS = /^\d{1,9}(?:\.\d{1,9})?$/;

/** `Retry-After` (RFC 9110): seconds, or a date; in milliseconds from now. Undefined when there is none to go by. */
export function retryAfterMsOf(
  headers: Readonly<Record<string, readonly string[]>>,
  nowMs: number,
): number | undefined {
  const text = headers['retry-after']?.[0]?.trim() ?? '';
  if (SECONDS.test(text)) return Math.ceil(Number(text) * 1_000);
  const at = /\d\d:\d\d:\d\d GMT$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
