import { Temporal } from 'temporal-polyfill';
import { OFFSET_PATTERN, offsetNanosecondsOf } from './date-time-zone.ts';
import { stripped } from './whitespace.ts';
import { monthNamed, weekdayNamed } from './date-time-names.ts';

const MAX_CHARACTERS = 100;
const CLOCK = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,30}))?)?';
const AFTER_DATE = new RegExp(
  `^(?:[T ] *(\\d{1,2})(?::?(\\d{2})(?::?(\\d{2})(?:[.,](\\d{1,30}))?)?)? *(am|pm)?)? *(${OFFSET_PATTERN})?$`,
  'i',
);
const TIME_ALONE = new RegExp(`^${CLOCK} *(am|pm)? *(${OFFSET_PATTERN})?$`, 'i');
const TIME_WORD = new RegExp(`^(?:${CLOCK}(am|pm)?|(\\d{1,2})(am|pm))(${OFFSET_PATTERN})?$`, 'i');
const OFFSET_WORD = new RegExp(`^(?:${OFFSET_PATTERN})$`, 'i');

type DateReader = (digits: readonly number[]) => Temporal.PlainDate | undefined;

interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly offset: string | undefined;
}

const dateOf = (year = 0, month = 0, day = 0): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });

// What a text of digits begins with, and the day that its numbers name. Impossible ones throw a RangeError.
const DATES: readonly (readonly [RegExp, DateReader])[] = [
  [/^(\d{4})-(\d{2})-(\d{2})(?!\d)/, ([year, month, day]) => dateOf(year, month, day)],
  [/^(\d{4})-(\d{2})(?![\d-])/, ([year, month]) => dateOf(year, month, 1)],
  [/^(\d{4})-?(\d{3})(?!\d)/, ([year = 0, day = 0]) => dayOfYear(year, day)],
  [/^(\d{4})-?W(\d{2})-?([1-7])(?!\d)/i, ([year, week, day]) => dayOfWeek(year, week, day)],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/, ([year, month, day]) => dateOf(year, month, day)],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, ([day, month, year]) => dateOf(year, month, day)],
  [/^(\d{4})(\d{2})(\d{2})(?!\d)/, ([year, month, day]) => dateOf(year, month, day)],
];

/**
 * The moment that a date text names. Without an offset its clock is that of `now`'s zone, and so is the result. A time
 * that the clock skips moves forward by the gap; of a repeated one it is the first. Undefined when it is no date.
 */
export function momentOfText(
  text: string,
  now: Temporal.ZonedDateTime,
): Temporal.ZonedDateTime | undefined {
  const trimmed = stripped(text);
  if (trimmed.length > MAX_CHARACTERS) return undefined;
  try {
    return (
      momentOfDigits(trimmed, now) ?? momentOfTime(trimmed, now) ?? momentOfWords(trimmed, now)
    );
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function momentOfDigits(
  text: string,
  now: Temporal.ZonedDateTime,
): Temporal.ZonedDateTime | undefined {
  for (const [pattern, read] of DATES) {
    const found = pattern.exec(text);
    if (!found) continue;
    const rest = AFTER_DATE.exec(text.slice(found[0].length));
    const date = rest && read(found.slice(1).map(Number));
    return date ? momentAt(date, clockTimeOf(rest.slice(1)), now.timeZoneId) : undefined;
  }
  return undefined;
}

function momentOfTime(
  text: string,
  now: Temporal.ZonedDateTime,
): Temporal.ZonedDateTime | undefined {
  const found = TIME_ALONE.exec(text);
  return found
    ? momentAt(now.toPlainDate(), clockTimeOf(found.slice(1)), now.timeZoneId)
    : undefined;
}

/** `Thu, 15 Aug 2024 13:45 EDT`, `October 10`, `10 Oct 2025 3pm`: words in any order, each kind once; a comment behind. */
function momentOfWords(
  text: string,
  now: Temporal.ZonedDateTime,
): Temporal.ZonedDateTime | undefined {
  const words = text
    .replace(/ \([^()]*\)$/, '')
    .replace(/(\d) +(?=[ap]m\b)/gi, '$1')
    .replace(/([a-z])-(?=\d)|(\d)-(?=[a-z])/gi, '$1$2 ')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const named = new Map<string, string | number | readonly (string | undefined)[]>();
  for (const word of words) {
    const [kind, value] = kindOf(word) ?? [];
    if (kind === undefined || value === undefined || named.has(kind)) return undefined;
    named.set(kind, value);
  }
  if (!named.has('month') || !(named.has('day') || named.has('year'))) return undefined;
  const year = (named.get('year') as number | undefined) ?? now.year;
  const date = dateOf(year, named.get('month') as number, (named.get('day') as number) ?? 1);
  const time = [
    ...((named.get('time') as readonly string[] | undefined) ?? Array(6).fill(undefined)),
  ];
  if (named.has('offset') && time[5] !== undefined) return undefined;
  time[5] ??= named.get('offset') as string | undefined;
  return momentAt(date, clockTimeOf(time), now.timeZoneId);
}

function kindOf(
  word: string,
): readonly [string, string | number | readonly (string | undefined)[]] | undefined {
  const month = monthNamed(word);
  if (month !== undefined) return ['month', month];
  if (weekdayNamed(word) !== undefined) return ['weekday', word];
  if (/^\d{4}$/.test(word)) return ['year', Number(word)];
  const day = /^(\d{1,2})(?:st|nd|rd|th)?$/i.exec(word);
  if (day) return ['day', Number(day[1])];
  if (OFFSET_WORD.test(word)) return ['offset', word];
  const time = TIME_WORD.exec(word);
  if (!time) return undefined;
  const [, hour, minute, second, part, half, bareHour, bareHalf, offset] = time;
  return ['time', [hour ?? bareHour, minute, second, part, half ?? bareHalf, offset]];
}

/** Hour, minute, second, fraction, am or pm, offset. @throws RangeError */
function clockTimeOf(parts: readonly (string | undefined)[]): ClockTime {
  const [hourText, minuteText = '0', secondText = '0', fraction = '', half, offset] = parts;
  const [shown, minute, second] = [Number(hourText ?? 0), Number(minuteText), Number(secondText)];
  if (half && (shown < 1 || shown > 12)) throw new RangeError('no such hour');
  const hour = half ? (shown % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : shown;
  const beyond = hour === 24 && minute + second > 0;
  if (hour > 24 || beyond || minute > 59 || second > 60) throw new RangeError('no such time');
  return { hour, minute, second, nanosecond: Number(fraction.slice(0, 9).padEnd(9, '0')), offset };
}

function momentAt(
  date: Temporal.PlainDate,
  { hour, minute, second, nanosecond, offset }: ClockTime,
  timeZone: string,
): Temporal.ZonedDateTime {
  const wall = date
    .toPlainDateTime()
    .add({ hours: hour, minutes: minute, seconds: second, nanoseconds: nanosecond });
  if (offset === undefined) return wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  const ahead = offsetNanosecondsOf(offset);
  if (ahead === undefined) throw new RangeError('no such offset');
  return wall.toZonedDateTime('UTC').subtract({ nanoseconds: ahead }).withTimeZone(timeZone);
}

function dayOfYear(year: number, day: number): Temporal.PlainDate {
  const date = dateOf(year, 1, 1).add({ days: day - 1 });
  if (date.year !== year) throw new RangeError('no such day of the year');
  return date;
}

/** A day of an ISO week: week 1 is that of January 4. @throws RangeError */
export function dayOfWeek(year = 0, week = 0, day = 1): Temporal.PlainDate {
  const first = dateOf(year, 1, 4);
  const date = first.add({ days: 1 - first.dayOfWeek + (week - 1) * 7 + day - 1 });
  if (date.yearOfWeek !== year || date.weekOfYear !== week) throw new RangeError('no such week');
  return date;
}
