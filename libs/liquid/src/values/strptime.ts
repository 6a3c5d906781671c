import { Temporal } from 'temporal-polyfill';
import type { RunMeter } from '../limits/run-meter.ts';
import { OFFSET_PATTERN, offsetNanosecondsOf } from './date-time-zone.ts';
import { MONTHS, WEEKDAYS, monthNamed, weekdayNamed } from './date-time-names.ts';
import { dayOfWeek } from './date-time-text.ts';

const COMPOUND: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  v: '%e-%b-%Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
};
// `%c` for two characters.
const LONGEST_COMPOUND = 12;
const NUMERIC_CODES = 'CDdeFGgHIjkLlMmNQRrSsTUuVvWwXxYy';

type Moment = Temporal.ZonedDateTime;
type PartName =
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
  | 'week'
  | 'weekday'
  | 'offset';
type Parts = Partial<Record<PartName, number>>;

interface Reader {
  readonly pattern: RegExp;
  /** Adds to the parts what was read; false when it does not fit. */
  readonly read: (text: string, parts: Parts) => boolean;
}

const number = (
  part: PartName,
  digits: string,
  [least, most]: readonly [number, number] = [-Infinity, Infinity],
): Reader => ({
  pattern: new RegExp(digits, 'y'),
  read: (text, parts) => {
    const value = Number(text);
    parts[part] = value;
    return value >= least && value <= most;
  },
});

const named = (names: readonly string[], read: Reader['read']): Reader => ({
  pattern: new RegExp(names.flatMap((name) => [name, name.slice(0, 3)]).join('|'), 'iy'),
  read,
});

const month = named(MONTHS, (text, parts) => (parts.month = monthNamed(text) ?? 0) > 0);
const weekday = named(WEEKDAYS, (text, parts) => {
  parts.weekday = weekdayNamed(text) || 7;
  return true;
});
const day = number('day', ' ?\\d{1,2}', [1, 31]);
const hour = number('hour', ' ?\\d{1,2}', [0, 24]);
const hourOfHalf = number('hour', ' ?\\d{1,2}', [1, 12]);
const fraction: Reader = {
  pattern: /\d{1,30}/y,
  read: (text, parts) => {
    parts.nanosecond = Number(text.slice(0, 9).padEnd(9, '0'));
    return true;
  },
};
const half: Reader = {
  pattern: /[ap]\.?m\.?/iy,
  read: (text, parts) => {
    parts.half = /^p/i.test(text) ? 12 : 0;
    return true;
  },
};
const offset: Reader = {
  pattern: new RegExp(OFFSET_PATTERN, 'iy'),
  read: (text, parts) => {
    parts.offset = offsetNanosecondsOf(text);
    return parts.offset !== undefined;
  },
};
const space: Reader = { pattern: /\s*/y, read: () => true };

const READERS: Readonly<Record<string, Reader>> = {
  A: weekday,
  a: weekday,
  B: month,
  b: month,
  h: month,
  C: number('century', '[+-]?\\d{1,2}'),
  d: day,
  e: day,
  G: number('weekYear', '[+-]?\\d{1,4}'),
  H: hour,
  I: hourOfHalf,
  j: number('dayOfYear', '\\d{1,3}', [1, 366]),
  k: hour,
  L: fraction,
  l: hourOfHalf,
  M: number('minute', '\\d{1,2}', [0, 59]),
  m: number('month', '\\d{1,2}', [1, 12]),
  N: fraction,
  n: space,
  P: half,
  p: half,
  S: number('second', '\\d{1,2}', [0, 60]),
  s: {
    pattern: /[+-]?\d{1,14}/y,
    read: (text, parts) => {
      parts.epochMs = Number(text) * 1000;
      return true;
    },
  },
  t: space,
  U: number('week', '\\d{1,2}', [0, 53]),
  u: number('weekday', '\\d', [1, 7]),
  V: number('week', '\\d{1,2}', [1, 53]),
  W: number('week', '\\d{1,2}', [0, 53]),
  w: {
    pattern: /[0-6]/y,
    read: (text, parts) => {
      parts.weekday = Number(text) || 7;
      return true;
    },
  },
  y: number('yearOfCentury', '\\d{1,2}', [0, 99]),
  Z: offset,
  z: offset,
};

/**
 * The moment that a text names, read by a strptime pattern, in `now`'s zone. Parts above those read come from `now`,
 * those below are the first; an offset in the text counts. Undefined when the text does not fit or names no moment.
 */
export function momentOfPattern(
  text: string,
  pattern: string,
  now: Moment,
  meter: RunMeter,
): Moment | undefined {
  const parts: Parts = {};
  meter.use(pattern.length * LONGEST_COMPOUND);
  if (!fits(text, expanded(pattern), parts, meter)) return undefined;
  try {
    return momentOf(parts, now);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const expanded = (pattern: string): string =>
  pattern.replace(/%(.)/gs, (whole, code: string) => COMPOUND[code] ?? whole);

/** Whether a text begins as a pattern says; what it says goes into the parts. */
function fits(text: string, pattern: string, parts: Parts, meter: RunMeter): boolean {
  let at = 0;
  for (let index = 0; index < pattern.length; index += 1) {
    meter.tick();
    const character = pattern[index]!;
    const colons =
      character === '%' ? /^:{0,2}(?=z)/.exec(pattern.slice(index + 1, index + 4)) : null;
    const code = character === '%' ? pattern[index + 1 + (colons?.[0].length ?? 0)] : undefined;
    const reader = /\s/.test(character) ? space : readerOf(code, pattern, index + 2);
    if (!reader) {
      const literal = code === '%' ? '%' : character;
      if (text[at] !== literal) return false;
      at += 1;
      if (code === '%') index += 1;
      continue;
    }
    reader.pattern.lastIndex = at;
    const found = reader.pattern.exec(text);
    if (!found || !reader.read(found[0], parts)) return false;
    at = reader.pattern.lastIndex;
    if (code !== undefined) index += 1 + (colons?.[0].length ?? 0);
  }
  return true;
}

/** A year takes all its digits, or four when digits follow it. */
function readerOf(code: string | undefined, pattern: string, next: number): Reader | undefined {
  if (code !== 'Y') return code === undefined ? undefined : READERS[code];
  const [following = '', nextCode = ''] = pattern.slice(next);
  const isFollowed = following === '%' ? NUMERIC_CODES.includes(nextCode) : /\d/.test(following);
  return number('year', isFollowed ? '[+-]?\\d{1,4}' : '[+-]?\\d{1,9}');
}

function momentOf(parts: Parts, now: Moment): Moment | undefined {
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
  if (parts.week !== undefined && parts.weekYear !== undefined) {
    return dayOfWeek(parts.weekYear, parts.week, parts.weekday ?? 1);
  }
  if (parts.dayOfYear !== undefined) {
    const first = Temporal.PlainDate.from({ year: year ?? now.year, month: 1, day: 1 });
    if (parts.dayOfYear > first.daysInYear) throw new RangeError('no such day of the year');
    return first.add({ days: parts.dayOfYear - 1 });
  }
  const isDated = year !== undefined || parts.month !== undefined;
  const date = {
    year: year ?? now.year,
    month: parts.month ?? (year === undefined ? now.month : 1),
    day: parts.day ?? (isDated ? 1 : now.day),
  };
  return Temporal.PlainDate.from(date, { overflow: 'reject' });
}

/** Two digits are of 1969 to 2068, unless the century is given. */
function yearOf({ year, century, yearOfCentury }: Parts): number | undefined {
  if (year !== undefined) return year;
  if (century !== undefined) return century * 100 + (yearOfCentury ?? 0);
  if (yearOfCentury === undefined) return undefined;
  return yearOfCentury + (yearOfCentury >= 69 ? 1900 : 2000);
}
