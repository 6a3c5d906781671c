import { Temporal } from 'temporal-polyfill';
import { dayOfWeek } from './date-time-text.ts';

type Moment = Temporal.ZonedDateTime;

/** What a text may say of a moment. */
export type PartName =
  | 'year'
  | 'century'
  | 'yearOfCentury'
  | 'month'
  | 'day'
  | 'dayOfYear'
  | 'hour'
  | 'half'
  | 'minute'
  | 'second'
  | 'nanosecond'
  | 'epochMs'
  | 'weekYear'
  | 'isoWeek'
  | 'weekFromSunday'
  | 'weekFromMonday'
  | 'weekday'
  | 'offset';

/** Numbers by part; a weekday is from 1, Monday, to 7. */
export type Parts = Partial<Record<PartName, number>>;

/**
 * The moment of parts that were read, in `now`'s zone. Parts above those read come from `now`, those below are the first.
 * Undefined when they name none. @throws RangeError for a day that does not exist
 */
export function momentOfParts(parts: Parts, now: Moment): Moment | undefined {
  if (Object.keys(parts).length === 0) return undefined;
  if (parts.epochMs !== undefined) {
    const moment = Temporal.Instant.fromEpochMilliseconds(parts.epochMs);
    return moment.toZonedDateTimeISO(now.timeZoneId);
  }
  const { hour: shown = 0, half, minute = 0, second = 0, nanosecond = 0 } = parts;
  const hours = half === undefined ? shown : (shown % 12) + half;
  if (hours === 24 && minute + second > 0) return undefined;
  const wall = dateOf(parts, now)
    .toPlainDateTime()
    .add({ hours, minutes: minute, seconds: second, nanoseconds: nanosecond });
  if (parts.offset === undefined) return wall.toZonedDateTime(now.timeZoneId);
  return wall
    .toZonedDateTime('UTC')
    .subtract({ nanoseconds: parts.offset })
    .withTimeZone(now.timeZoneId);
}

/** @throws RangeError for a day that does not exist */
function dateOf(parts: Parts, now: Moment): Temporal.PlainDate {
  const year = yearOf(parts);
  if (parts.isoWeek !== undefined && parts.weekYear !== undefined) {
    return dayOfWeek(parts.weekYear, parts.isoWeek, parts.weekday ?? 1);
  }
  if (parts.dayOfYear !== undefined) {
    const first = Temporal.PlainDate.from({ year: year ?? now.year, month: 1, day: 1 });
    if (parts.dayOfYear > first.daysInYear) throw new RangeError('no such day of the year');
    return first.add({ days: parts.dayOfYear - 1 });
  }
  if (parts.month === undefined && parts.day === undefined) {
    const { weekFromSunday, weekFromMonday, weekday } = parts;
    if (weekFromMonday !== undefined)
      return dayOfWeekFrom(1, year ?? now.year, weekFromMonday, weekday);
    if (weekFromSunday !== undefined)
      return dayOfWeekFrom(7, year ?? now.year, weekFromSunday, weekday);
  }
  const isDated = year !== undefined || parts.month !== undefined;
  const date = {
    year: year ?? now.year,
    month: parts.month ?? (year === undefined ? now.month : 1),
    day: parts.day ?? (isDated ? 1 : now.day),
  };
  return Temporal.PlainDate.from(date, { overflow: 'reject' });
}

/** A day of a week, counted from 1 at the year's first Monday (1) or Sunday (7). @throws RangeError outside of the year */
function dayOfWeekFrom(
  first: number,
  year: number,
  week: number,
  weekday = first,
): Temporal.PlainDate {
  const newYear = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  const daysTo = (from: number, to: number): number => (to - from + 7) % 7;
  const days = daysTo(newYear.dayOfWeek, first) + (week - 1) * 7 + daysTo(first, weekday);
  const date = newYear.add({ days });
  if (date.year !== year) throw new RangeError('no such week');
  return date;
}

/** Two digits are of 1969 to 2068, unless the century is given. */
function yearOf({ year, century, yearOfCentury }: Parts): number | undefined {
  if (year !== undefined) return year;
  if (century !== undefined) return century * 100 + (yearOfCentury ?? 0);
  if (yearOfCentury === undefined) return undefined;
  return yearOfCentury + (yearOfCentury >= 69 ? 1900 : 2000);
}
