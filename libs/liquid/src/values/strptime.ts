import type { Temporal } from 'temporal-polyfill';
import type { RunMeter } from '../limits/run-meter.ts';
import { OFFSET_PATTERN, offsetNanosecondsOf } from './date-time-zone.ts';
import { MONTHS, WEEKDAYS, monthNamed, weekdayNamed } from './date-time-names.ts';
import { COMPOUND_DIRECTIVES } from './strftime.ts';
import { momentOfParts, type PartName, type Parts } from './date-time-parts.ts';

// Names are read in any case, so that no flag says which.
const COMPOUND: Readonly<Record<string, string>> = { ...COMPOUND_DIRECTIVES, v: '%e-%b-%Y' };
// `%c` for two characters.
const LONGEST_COMPOUND = 12;
const NUMERIC_CODES = 'CDdeFGgHIjkLlMmNQRrSsTUuVvWwXxYy';

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
  U: number('weekFromSunday', '\\d{1,2}', [0, 53]),
  u: number('weekday', '\\d', [1, 7]),
  V: number('isoWeek', '\\d{1,2}', [1, 53]),
  W: number('weekFromMonday', '\\d{1,2}', [0, 53]),
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
  now: Temporal.ZonedDateTime,
  meter: RunMeter,
): Temporal.ZonedDateTime | undefined {
  const parts: Parts = {};
  meter.use(pattern.length * LONGEST_COMPOUND);
  if (!fits(text, expanded(pattern), parts, meter)) return undefined;
  try {
    return momentOfParts(parts, now);
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
