import { IANAZone } from 'luxon';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The length of a calendar day, in milliseconds. */
export const DAY_MS = 24 * HOUR_MS;
/** No clock is further than this from UTC. */
const REACH_MS = 15 * HOUR_MS;
const MAX_KEPT = 2_000;

/** A stretch of a calendar day in which the clock of its zone does not jump. Milliseconds; the end is outside. */
export interface DayPiece {
  fromMs: number;
  toMs: number;
  /** Local time less UTC. */
  offsetMs: number;
}

/** Calendar days as they are in time zones, with the jumps of their clocks. Keeps those asked for of late. */
export class ZoneDays {
  private readonly kept = new Map<string, readonly DayPiece[]>();

  /**
   * The pieces of a day in the order of time; none of a day that the zone left out. `dayMs`: 00:00 of that date in UTC.
   */
  piecesOf(zone: string, dayMs: number): readonly DayPiece[] {
    const key = `${dayMs}/${zone}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const pieces = stretchesOf(IANAZone.create(zone), dayMs - REACH_MS, dayMs + DAY_MS + REACH_MS)
      .map(({ fromMs, toMs, offsetMs }) => ({
        fromMs: Math.max(fromMs, dayMs - offsetMs),
        toMs: Math.min(toMs, dayMs + DAY_MS - offsetMs),
        offsetMs,
      }))
      .filter(({ fromMs, toMs }) => fromMs < toMs);
    if (this.kept.size >= MAX_KEPT) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(key, pieces);
    return pieces;
  }

  /** The local date of a moment, as 00:00 of that date in UTC. */
  dayOf(zone: string, ms: number): number {
    const localMs = ms + IANAZone.create(zone).offset(ms) * MINUTE_MS;
    return Math.floor(localMs / DAY_MS) * DAY_MS;
  }
}

function stretchesOf(zone: IANAZone, fromMs: number, toMs: number): DayPiece[] {
  const offsetAt = (ms: number): number => zone.offset(ms) * MINUTE_MS;
  const stretches: DayPiece[] = [{ fromMs, toMs, offsetMs: offsetAt(fromMs) }];
  for (let ms = fromMs + HOUR_MS; ms < toMs; ms += HOUR_MS) {
    const offsetMs = offsetAt(ms);
    const last = stretches.at(-1)!;
    if (offsetMs === last.offsetMs) continue;
    const jumpMs = jumpBetween(ms - HOUR_MS, ms, offsetAt);
    last.toMs = jumpMs;
    stretches.push({ fromMs: jumpMs, toMs, offsetMs });
  }
  return stretches;
}

/** The first minute at which the offset is another one. */
function jumpBetween(fromMs: number, toMs: number, offsetAt: (ms: number) => number): number {
  const before = offsetAt(fromMs);
  let [low, high] = [fromMs, toMs];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
