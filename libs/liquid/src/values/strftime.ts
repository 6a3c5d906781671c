import type { RunMeter } from '../limits/run-meter.ts';
import { zoneOffsetMs } from './date-time.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DIRECTIVE = /%([-0_^#]*)(\d{0,9})(:{0,2}z|[a-zA-Z%])/g;
const COMPOUND: Readonly<Record<string, string>> = {
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

interface Shown {
  /** The wall clock of the zone, as if it were UTC. */
  readonly wall: Date;
  readonly moment: number;
  readonly offsetMs: number;
  readonly zone: string;
}

type Field = readonly [text: string | number, width: number, pad: '0' | ' '];

/** A moment in a zone by Ruby's strftime, or without a pattern as ISO 8601 to the second. */
export function formattedDate(
  moment: number,
  zone: string,
  pattern: string | undefined,
  meter: RunMeter,
): string {
  const offsetMs = zoneOffsetMs(moment, zone);
  const shown = { wall: new Date(moment + offsetMs), moment, offsetMs, zone };
  return formatted(
    pattern ?? (zone === 'UTC' ? '%Y-%m-%dT%H:%M:%SZ' : '%Y-%m-%dT%H:%M:%S%:z'),
    shown,
    meter,
  );
}

function formatted(pattern: string, shown: Shown, meter: RunMeter): string {
  return pattern.replace(DIRECTIVE, (whole, flags: string, width: string, code: string) => {
    const compound = COMPOUND[code];
    const field = compound
      ? ([formatted(compound, shown, meter), 0, ' '] as const)
      : fieldOf(code, width, shown);
    if (!field) return whole;
    meter.use(Number(width) + 32);
    return decorated(field, flags, width, code);
  });
}

function decorated(
  [value, usual, usualPad]: Field,
  flags: string,
  width: string,
  code: string,
): string {
  let text = String(value);
  if (flags.includes('^')) text = text.toUpperCase();
  if (flags.includes('#')) text = code === 'p' ? text.toLowerCase() : text.toUpperCase();
  if (flags.includes('-')) return text;
  const pad = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : usualPad;
  const wanted = width === '' || code === 'N' || code === 'L' ? usual : Number(width);
  return text.startsWith('-') && pad === '0'
    ? `-${text.slice(1).padStart(wanted - 1, pad)}`
    : text.padStart(wanted, pad);
}

function fieldOf(
  code: string,
  width: string,
  { wall, moment, offsetMs, zone }: Shown,
): Field | undefined {
  const year = wall.getUTCFullYear();
  const hour = wall.getUTCHours();
  const weekday = wall.getUTCDay();
  switch (code) {
    case 'Y':
      return [year, 4, '0'];
    case 'C':
      return [Math.floor(year / 100), 2, '0'];
    case 'y':
      return [((year % 100) + 100) % 100, 2, '0'];
    case 'm':
      return [wall.getUTCMonth() + 1, 2, '0'];
    case 'B':
      return [MONTHS[wall.getUTCMonth()]!, 0, ' '];
    case 'b':
    case 'h':
      return [MONTHS[wall.getUTCMonth()]!.slice(0, 3), 0, ' '];
    case 'j':
      return [dayOfYear(wall), 3, '0'];
    case 'd':
      return [wall.getUTCDate(), 2, '0'];
    case 'e':
      return [wall.getUTCDate(), 2, ' '];
    case 'H':
      return [hour, 2, '0'];
    case 'k':
      return [hour, 2, ' '];
    case 'I':
      return [hour % 12 || 12, 2, '0'];
    case 'l':
      return [hour % 12 || 12, 2, ' '];
    case 'M':
      return [wall.getUTCMinutes(), 2, '0'];
    case 'S':
      return [wall.getUTCSeconds(), 2, '0'];
    case 'L':
      return [fractionOf(wall, Number(width) || 3), 0, '0'];
    case 'N':
      return [fractionOf(wall, Number(width) || 9), 0, '0'];
    case 'P':
      return [hour < 12 ? 'am' : 'pm', 0, ' '];
    case 'p':
      return [hour < 12 ? 'AM' : 'PM', 0, ' '];
    case 'z':
      return [offsetText(offsetMs, ''), 5, '0'];
    case ':z':
      return [offsetText(offsetMs, ':'), 6, '0'];
    case '::z':
      return [`${offsetText(offsetMs, ':')}:00`, 9, '0'];
    case 'Z':
      return [zoneName(moment, zone), 0, ' '];
    case 'A':
      return [DAYS[weekday]!, 0, ' '];
    case 'a':
      return [DAYS[weekday]!.slice(0, 3), 0, ' '];
    case 'u':
      return [weekday || 7, 1, '0'];
    case 'w':
      return [weekday, 1, '0'];
    case 'G':
      return [isoWeekOf(wall)[0], 4, '0'];
    case 'g':
      return [isoWeekOf(wall)[0] % 100, 2, '0'];
    case 'V':
      return [isoWeekOf(wall)[1], 2, '0'];
    case 'U':
      return [Math.floor((dayOfYear(wall) + 6 - weekday) / 7), 2, '0'];
    case 'W':
      return [Math.floor((dayOfYear(wall) + 6 - ((weekday + 6) % 7)) / 7), 2, '0'];
    case 's':
      return [Math.floor(moment / 1000), 1, '0'];
    case 'n':
      return ['\n', 0, ' '];
    case 't':
      return ['\t', 0, ' '];
    case '%':
      return ['%', 0, ' '];
    default:
      return undefined;
  }
}

function dayOfYear(wall: Date): number {
  const start = new Date(wall);
  start.setUTCMonth(0, 1);
  return Math.round((wall.getTime() - start.getTime()) / 86_400_000) + 1;
}

/** ISO 8601 year and week: the week belongs to the year of its Thursday. */
function isoWeekOf(wall: Date): [number, number] {
  const thursday = new Date(wall);
  thursday.setUTCDate(wall.getUTCDate() + 4 - (wall.getUTCDay() || 7));
  return [thursday.getUTCFullYear(), Math.ceil(dayOfYear(thursday) / 7)];
}

const fractionOf = (wall: Date, digits: number): string =>
  String(wall.getUTCMilliseconds())
    .padStart(3, '0')
    .padEnd(Math.min(digits, 24), '0')
    .slice(0, digits);

function offsetText(offsetMs: number, separator: string): string {
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}

function zoneName(moment: number, timeZone: string): string {
  if (timeZone === 'UTC') return 'UTC';
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short' }).formatToParts(
    moment,
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}
