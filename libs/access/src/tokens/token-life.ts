const DAY_MS = 86_400_000;

/** How long tokens may live. */
export interface TokenLife {
  /** Longest life in days; undefined: for ever. */
  maxDays: number | undefined;
  nowMs: number;
}

/**
 * When a token ends for which this was asked; null: never. Where there is a longest life, a later end is brought
 * forward to it, and a missing one filled in.
 */
export function expirationWithin(asked: Date | null, { maxDays, nowMs }: TokenLife): Date | null {
  if (maxDays === undefined) return asked;
  const latest = new Date(nowMs + maxDays * DAY_MS);
  return asked === null || asked > latest ? latest : asked;
}
