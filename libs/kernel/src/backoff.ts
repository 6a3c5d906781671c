/** Milliseconds until the next try: doubling from `firstMs` to `capMs`, each times a random factor of 0.5 to 1. */
export function backoffMs(
  attempt: number,
  { firstMs = 100, capMs = 5_000, random = Math.random }: BackoffOptions = {},
): number {
  const full = Math.min(capMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full * (0.5 + random() / 2));
}

/** How {@link backoffMs} grows. `random` gives 0 to 1. */
export interface BackoffOptions {
  firstMs?: number;
  capMs?: number;
  random?: () => number;
}
