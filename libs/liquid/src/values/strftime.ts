import type { Temporal } from 'temporal-polyfill';
import type { RunMeter } from '../limits/run-meter.ts';
import { MONTHS, WEEKDAYS } from './date-time-names.ts';
import { isUtc } from './date-time-zone.ts';
import { zoneAbbreviationAt } from './zone-abbreviation.ts';

const DIRECTIVE = /%([-0_^#]*)(\d{0,9})(:{0,2}z|[a-zA-Z%])/g;
/** Directives that stand for several others. */
export const COMPOUND_DIRECTIVES: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  v: '%e-%^b-%Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
};

type Moment = Temporal.ZonedDateTime;
type Field = readonly [value: string | number, width: number, pad: '0' | ' '];

const two = (value: number): Field => [value, 2, '0'];
const name = (value: string): Field => [value, 0, ' '];
const twelve = (hour: number): number => hour % 12 || 12;

const FIELDS: Readonly<Record<string, (moment: Moment) => Field>> = {
  Y: (moment) => [moment.year, 4, '0'],
  C: (moment) => two(Math.floor(moment.year / 100)),
  y: (moment) => two(((moment.year % 100) + 100) % 100),
  m: (moment) => two(moment.month),
  B: (moment) => name(MONTHS[moment.month - 1]!),
  b: (moment) => name(MONTHS[moment.month - 1]!.slice(0, 3)),
  h: (moment) => name(MONTHS[moment.month - 1]!.slice(0, 3)),
  j: (moment) => [moment.dayOfYear, 3, '0'],
  d: (moment) => two(moment.day),
  e: (moment) => [moment.day, 2, ' '],
  H: (moment) => two(moment.hour),
  k: (moment) => [moment.hour, 2, ' '],
  I: (moment) => two(twelve(moment.hour)),
  l: (moment) => [twelve(moment.hour), 2, ' '],
  M: (moment) => two(moment.minute),
  S: (moment) => two(moment.second),
  P: (moment) => name(moment.hour < 12 ? 'am' : 'pm'),
  p: (moment) => name(moment.hour < 12 ? 'AM' : 'PM'),
  Z: (moment) => name(zoneAbbreviationAt(moment)),
  A: (moment) => name(WEEKDAYS[moment.dayOfWeek % 7]!),
  a: (moment) => name(WEEKDAYS[moment.dayOfWeek % 7]!.slice(0, 3)),
  u: (moment) => [moment.dayOfWeek, 1, '0'],
  w: (moment) => [moment.dayOfWeek % 7, 1, '0'],
  G: (moment) => [moment.yearOfWeek ?? moment.year, 4, '0'],
  g: (moment) => two(((moment.yearOfWeek ?? moment.year) + 10_000) % 100),
  V: (moment) => two(moment.weekOfYear ?? 0),
  U: (moment) => two(Math.floor((moment.dayOfYear + 6 - (moment.dayOfWeek % 7)) / 7)),
  W: (moment) => two(Math.floor((moment.dayOfYear + 6 - ((moment.dayOfWeek + 6) % 7)) / 7)),
  s: (moment) => [Math.floor(moment.epochMilliseconds / 1000), 1, '0'],
  n: () => name('\n'),
  t: () => name('\t'),
  '%': () => name('%'),
};

/** A moment as ISO 8601 to the second. */
export const isoText = (moment: Moment, meter: RunMeter): string =>
  formattedMoment(
    moment,
    isUtc(moment.timeZoneId) ? '%Y-%m-%dT%H:%M:%SZ' : '%Y-%m-%dT%H:%M:%S%:z',
    meter,
  );

/** A moment as Ruby's strftime formats it, with English names. Directives that do not exist stay as written. */
export function formattedMoment(moment: Moment, pattern: string, meter: RunMeter): string {
  return pattern.replace(DIRECTIVE, (whole, flags: string, width: string, code: string) => {
    meter.use(Number(width) + 32);
    if (code.endsWith('z')) return offsetText(moment, flags, width, code.length - 1);
    if (code === 'N' || code === 'L') return fractionText(moment, width, code);
    const compound = COMPOUND_DIRECTIVES[code];
    const field = compound
      ? name(formattedMoment(moment, compound, meter))
      : FIELDS[code]?.(moment);
    return field ? decorated(field, flags, width, code) : whole;
  });
}

function decorated(
  [value, usual, usualPad]: Field,
  flags: string,
  width: string,
  code: string,
): string {
  const text = cased(String(value), flags, code);
  if (flags.includes('-')) return text;
  const pad = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : usualPad;
  const wanted = width === '' ? usual : Number(width);
  return text.startsWith('-') && pad === '0'
    ? `-${text.slice(1).padStart(wanted - 1, pad)}`
    : text.padStart(wanted, pad);
}

function cased(text: string, flags: string, code: string): string {
  const swaps = flags.includes('#');
  if (swaps && (code === 'p' || code === 'Z')) return text.toLowerCase();
  return swaps || flags.includes('^') ? text.toUpperCase() : text;
}

/** Digits after the second: their number is the width. */
function fractionText(moment: Moment, width: string, code: string): string {
  const digits = Number(width) || (code === 'L' ? 3 : 9);
  const { millisecond, microsecond, nanosecond } = moment;
  const all = [millisecond, microsecond, nanosecond].map((part) => String(part).padStart(3, '0'));
  return all.join('').slice(0, digits).padEnd(digits, '0');
}

/** `-0400`, `-04:00`, `-04:00:00`; zeros go after the sign, spaces before it. */
function offsetText(moment: Moment, flags: string, width: string, colons: number): string {
  const seconds = Math.abs(Math.round(moment.offsetNanoseconds / 1e9));
  const sign = moment.offsetNanoseconds < 0 ? '-' : '+';
  const part = (value: number): string => String(value).padStart(2, '0');
  const rest = [Math.floor(seconds / 60) % 60, seconds % 60].slice(0, Math.max(1, colons));
  const tail = rest.map((value) => `${colons > 0 ? ':' : ''}${part(value)}`).join('');
  const hours = String(Math.floor(seconds / 3600));
  if (flags.includes('-')) return sign + hours + tail;
  const wanted = Math.max(Number(width), 3 + tail.length);
  return flags.includes('_')
    ? (sign + hours + tail).padStart(wanted)
    : sign + (hours + tail).padStart(wanted - 1, '0');
}
