import { Temporal } from 'temporal-polyfill';
import { advanced, amountsOf, type Amount } from '../values/date-time-steps.ts';
import { momentOfText } from '../values/date-time-text.ts';
import { isFloat, isNumber } from '../values/numbers.ts';
import { stripped } from '../values/whitespace.ts';
import { filterError } from './filter-scope.ts';

/** A moment in a time zone. */
export type Moment = Temporal.ZonedDateTime;

// `20241231` is a day and not a second of August 1970.
const COMPACT_DATE = /^(?:19|20)\d{6}$/;

/** The moment that `date` reads; undefined where it is none. @throws LiquidRunError, RangeError beyond what dates have */
export function momentOfInput(input: unknown, now: Moment): Moment | undefined {
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

/** Amounts of time, as `2 weeks`. @throws LiquidRunError */
export function amountsIn(text: string): readonly Amount[] {
  const amounts = amountsOf(text);
  if ('unknown' in amounts) {
    throw filterError(
      `date: cannot advance by "${amounts.unknown}"; use amounts of years, months, weeks, days, hours, minutes or seconds`,
    );
  }
  return amounts;
}
