import type { CronLine } from '../../definitions/cron-line.ts';
import { DAY_MS, type DayPiece, type ZoneDays } from './zone-days.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const EVERY_HOUR = 24;
/** Between two 29ths of February may lie eight years. */
const FURTHEST_DAYS = 9 * 366;

/**
 * The first tick of a cron line after a moment, in milliseconds since 1970; undefined when none comes within nine
 * years. A line for every hour ticks by the clock on the wall: again in an hour that is repeated, never in one that is
 * skipped. A line with hours ticks once for each of its times of a day: the first time where it is repeated, at the
 * first moment after where it is skipped.
 */
export function nextTick(
  days: ZoneDays,
  line: CronLine,
  zone: string,
  afterMs: number,
): number | undefined {
  const first = days.dayOf(zone, afterMs) - DAY_MS;
  for (let n = 0; n < FURTHEST_DAYS; n += 1) {
    const found = ticksOn(days, line, zone, first + n * DAY_MS).find((ms) => ms > afterMs);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The last tick of a cron line at or before a moment; otherwise as {@link nextTick}. */
export function lastTick(
  days: ZoneDays,
  line: CronLine,
  zone: string,
  untilMs: number,
): number | undefined {
  const last = days.dayOf(zone, untilMs) + DAY_MS;
  for (let n = 0; n < FURTHEST_DAYS; n += 1) {
    const found = ticksOn(days, line, zone, last - n * DAY_MS).findLast((ms) => ms <= untilMs);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The ticks of a local date in the order of time, each once. */
function ticksOn(days: ZoneDays, line: CronLine, zone: string, dayMs: number): number[] {
  if (!isDayOf(line, new Date(dayMs))) return [];
  const pieces = days.piecesOf(zone, dayMs);
  const walls = wallTimesOf(line);
  const ticks =
    line.hours.size === EVERY_HOUR
      ? pieces.flatMap((piece) => walls.map(momentIn(piece, dayMs)).filter(isIn(piece)))
      : walls.flatMap((wallMs) => firstMoment(pieces, dayMs, wallMs));
  return [...new Set(ticks)].sort((a, b) => a - b);
}

function isDayOf(line: CronLine, date: Date): boolean {
  if (!line.months.has(date.getUTCMonth() + 1)) return false;
  const isDay = line.days.has(date.getUTCDate());
  const isWeekday = line.weekdays.has(date.getUTCDay());
  return line.eitherDay ? isDay || isWeekday : isDay && isWeekday;
}

/** Milliseconds from 00:00 as clocks show them. */
const wallTimesOf = ({ hours, minutes }: CronLine): number[] =>
  [...hours].flatMap((hour) => [...minutes].map((minute) => hour * HOUR_MS + minute * MINUTE_MS));

const momentIn =
  ({ offsetMs }: DayPiece, dayMs: number) =>
  (wallMs: number): number =>
    dayMs + wallMs - offsetMs;

const isIn =
  ({ fromMs, toMs }: DayPiece) =>
  (ms: number): boolean =>
    ms >= fromMs && ms < toMs;

/** When clocks show a time for the first time; when they skip it, the moment at which they have. */
function firstMoment(pieces: readonly DayPiece[], dayMs: number, wallMs: number): number[] {
  for (const piece of pieces) {
    const ms = momentIn(piece, dayMs)(wallMs);
    if (isIn(piece)(ms)) return [ms];
    if (ms < piece.fromMs) return [piece.fromMs];
  }
  const end = pieces.at(-1)?.toMs;
  return end === undefined ? [] : [end];
}
