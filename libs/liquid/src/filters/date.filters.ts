import { Temporal } from 'temporal-polyfill';
import { isNil, isTruthy } from '../values/equality.ts';
import { withoutMatch } from '../values/match.ts';
import { isFloat, isNumber } from '../values/numbers.ts';
import { weekdayNamed } from '../values/date-time-names.ts';
import {
  advanced,
  amountsOf,
  calendarSteps,
  daySteps,
  weekSteps,
  type Amount,
} from '../values/date-time-steps.ts';
import { momentOfText } from '../values/date-time-text.ts';
import { timeZoneNamed } from '../values/date-time-zone.ts';
import { stripped } from '../values/whitespace.ts';
import { formattedMoment, isoText } from '../values/strftime.ts';
import { momentOfPattern } from '../values/strptime.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';
import { workspaceSetting } from './workspace-setting.ts';

type Moment = Temporal.ZonedDateTime;

// `20241231` is a day and not a second of August 1970.
const COMPACT_DATE = /^(?:19|20)\d{6}$/;

/**
 * A moment, moved as the options say and formatted as strftime does, or as ISO 8601. The zone is `tz:`, else the
 * Workspace's, else UTC. What is no date comes back unchanged.
 */
export function date(this: FilterScope, input: unknown, format: unknown = null): unknown {
  if (isNil(input)) return null;
  return inYearsThatExist(() => {
    const read = momentIn(this, withoutMatch(input), nowIn(this));
    if (read === undefined) return input;
    const zone = this.options.get('tz');
    const zoned = isNil(zone) ? read : read.withTimeZone(zoneIn(textIn(this, zone)));
    const moment = stepped(this, zoned);
    return isNil(format)
      ? isoText(moment, this.meter)
      : formattedMoment(moment, textIn(this, format), this.meter);
  });
}

/** Text read by a strptime pattern in the Workspace's zone, as ISO 8601; nil when it does not fit. */
export function parse_date(this: FilterScope, input: unknown, format: unknown): string | null {
  const [text, pattern] = [textIn(this, input), textIn(this, format)];
  const moment = momentOfPattern(text, pattern, nowIn(this), this.meter);
  return moment ? isoText(moment, this.meter) : null;
}

function inYearsThatExist<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw filterError('date: beyond the years that dates have');
    throw error;
  }
}

function nowIn(scope: FilterScope): Moment {
  const zone = zoneIn(workspaceSetting(scope, 'iana_timezone', 'timezone') || 'UTC');
  return Temporal.Instant.fromEpochMilliseconds(scope.run.nowMs).toZonedDateTimeISO(zone);
}

function zoneIn(name: string): string {
  const zone = timeZoneNamed(name);
  if (zone === undefined) throw filterError(`date: unknown time zone "${name.slice(0, 60)}"`);
  return zone;
}

function momentIn(scope: FilterScope, input: unknown, now: Moment): Moment | undefined {
  if (isNumber(input)) {
    return isFloat(input) ? undefined : momentOfSeconds(Number(input), now);
  }
  if (typeof input !== 'string' || input.length > 1_000) return undefined;
  const text = stripped(input);
  if (/^(?:now|today)$/i.test(text)) return now;
  if (/^now\s*[+-]/i.test(text)) return advanced(now, [singleAmountOf(text.slice(3))]);
  if (/^\d+$/.test(text) && !(COMPACT_DATE.test(text) && momentOfText(text, now))) {
    return momentOfSeconds(Number(text), now);
  }
  return momentOfText(text, now);
}

function momentOfSeconds(seconds: number, now: Moment): Moment | undefined {
  if (Math.abs(seconds) > 8.64e12) return undefined;
  const moment = Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
  return moment.toZonedDateTimeISO(now.timeZoneId);
}

function singleAmountOf(text: string): Amount {
  const [amount, ...more] = amountsIn(text);
  if (amount === undefined || more.length > 0) {
    throw filterError('date: "now" takes exactly one calculation; use advance: for more');
  }
  return amount;
}

function amountsIn(text: string): readonly Amount[] {
  const amounts = amountsOf(text);
  if ('unknown' in amounts) {
    throw filterError(
      `date: cannot advance by "${amounts.unknown}"; use amounts of years, months, weeks, days, hours, minutes or seconds`,
    );
  }
  return amounts;
}

function stepped(scope: FilterScope, start: Moment): Moment {
  const { options } = scope;
  let moment = start;
  for (const [name, step] of Object.entries(calendarSteps)) {
    if (isTruthy(options.get(name))) moment = step(moment);
  }
  for (const [name, step] of Object.entries(weekSteps)) {
    const first = options.get(name);
    if (isTruthy(first)) moment = step(moment, weekdayIn(scope, name, first));
  }
  for (const [name, step] of Object.entries(daySteps)) {
    if (isTruthy(options.get(name))) moment = step(moment);
  }
  const advance = options.get('advance');
  return isNil(advance) ? moment : advanced(moment, amountsIn(textIn(scope, advance)));
}

function weekdayIn(scope: FilterScope, option: string, value: unknown): number {
  const weekday = weekdayNamed(textIn(scope, value));
  if (weekday === undefined) {
    throw filterError(`date: ${option} takes the first day of the week, such as "monday"`);
  }
  return weekday;
}
