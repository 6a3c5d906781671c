import type { RateLimit } from '../endpoints/endpoint-settings.ts';

/** What is remembered: so many attempts started up to that millisecond, oldest first. */
export type Starts = readonly (readonly [ms: number, count: number])[];

const PERIOD_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;
/** Between the start that is written down and the first byte: by so much windows are watched longer. */
const MARGIN_MS = 100;
/** Starts of one such part of the longest period are remembered together, as if all were at its last. */
const PARTS = 600;

/** The limits that hold for an endpoint: its own, and the one that its receiver gave at the handshake. */
export const limitsOf = (own: RateLimit | null, perMinute: number | null): RateLimit[] => [
  ...(own === null ? [] : [own]),
  ...(perMinute === null ? [] : [{ limit: perMinute, period: 'minute' as const }]),
];

/** How many may start now, and when the next may if none can. Without limits: any number. */
export function roomIn(
  starts: Starts,
  limits: readonly RateLimit[],
  nowMs: number,
): { room: number; nextMs: number | null } {
  let room = Infinity;
  let nextMs: number | null = null;
  for (const { limit, period } of limits) {
    const windowMs = PERIOD_MS[period] + MARGIN_MS;
    const within = starts.filter(([ms]) => ms > nowMs - windowMs);
    const left = limit - within.reduce((sum, [, count]) => sum + count, 0);
    room = Math.min(room, Math.max(0, left));
    if (left <= 0) nextMs = Math.max(nextMs ?? 0, (within[0]?.[0] ?? nowMs) + windowMs);
  }
  return { room, nextMs };
}

/** What is remembered after `count` more; what no window reaches is forgotten. */
export function startsAfter(
  starts: Starts,
  limits: readonly RateLimit[],
  { count, nowMs }: { count: number; nowMs: number },
): Starts {
  const longestMs = Math.max(0, ...limits.map(({ period }) => PERIOD_MS[period]));
  const kept = starts.filter(([ms]) => ms > nowMs - longestMs - MARGIN_MS);
  if (count === 0) return kept;
  const partMs = longestMs / PARTS;
  const last = kept.at(-1);
  const isSamePart =
    last !== undefined && Math.floor(last[0] / partMs) === Math.floor(nowMs / partMs);
  return isSamePart ? [...kept.slice(0, -1), [nowMs, last[1] + count]] : [...kept, [nowMs, count]];
}
