import { Temporal } from 'temporal-polyfill';

const HOUR_MS = 3_600_000;
const MS_IN_NS = 1e6;

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
    const pieces = stretchesOf(zone, dayMs - REACH_MS, dayMs + DAY_MS + REACH_MS)
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
    const localMs = ms + offsetMsOf(momentOf(zone, ms));
    return Math.floor(localMs / DAY_MS) * DAY_MS;
  }
}

function stretchesOf(zone: string, fromMs: number, toMs: number): DayPiece[] {
  const stretches: DayPiece[] = [];
  let moment: Temporal.ZonedDateTime | null = momentOf(zone, fromMs);
  while (moment !== null && moment.epochMilliseconds < toMs) {
    const jump: Temporal.ZonedDateTime | null = moment.getTimeZoneTransition('next');
    stretches.push({
      fromMs: moment.epochMilliseconds,
      toMs: Math.min(jump?.epochMilliseconds ?? toMs, toMs),
      offsetMs: offsetMsOf(moment),
    });
    moment = jump;
  }
  return stretches;
}

const momentOf = (zone: string, ms: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

const offsetMsOf = ({ offsetNanoseconds }: Temporal.ZonedDateTime): number =>
  offsetNanoseconds / MS_IN_NS;
