import { Temporal } from 'temporal-polyfill';

const UNITS: readonly string[] = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
const AMOUNT = /([+-]?)[\s]*(\d{1,15})\s*([a-z]{1,20})/iy;
const BETWEEN = /[\s,+]*/y;
const LAST_OF_DAY = Temporal.PlainTime.from('23:59:59.999999999');

type Moment = Temporal.ZonedDateTime;

/** One amount of a calculation: `-3 hours` as `{ hours: -3 }`. */
export type Amount = Readonly<Record<string, number>>;

/** To the first or last moment of a calendar unit, or to noon. In the order in which the filter takes them. */
export const calendarSteps = {
  beginning_of_year: (moment: Moment) => moment.with({ month: 1, day: 1 }).startOfDay(),
  end_of_year: (moment: Moment) => endOfMonth(moment.with({ month: 12, day: 1 })),
  beginning_of_quarter: (moment: Moment) => firstOfQuarter(moment).startOfDay(),
  end_of_quarter: (moment: Moment) => endOfMonth(firstOfQuarter(moment).add({ months: 2 })),
  beginning_of_month: (moment: Moment) => moment.with({ day: 1 }).startOfDay(),
  end_of_month: (moment: Moment) => endOfMonth(moment),
} as const;

/** The same for weeks that begin on a day from 0, Sunday, on. */
export const weekSteps = {
  beginning_of_week: (moment: Moment, first: number) =>
    moment.subtract({ days: daysSince(moment, first) }).startOfDay(),
  end_of_week: (moment: Moment, first: number) =>
    endOfDay(moment.add({ days: 6 - daysSince(moment, first) })),
} as const;

/** The same for days. */
export const daySteps = {
  beginning_of_day: (moment: Moment) => moment.startOfDay(),
  middle_of_day: (moment: Moment) => moment.withPlainTime({ hour: 12 }),
  end_of_day: (moment: Moment) => endOfDay(moment),
} as const;

const firstOfQuarter = (moment: Moment): Moment =>
  moment.with({ month: moment.month - ((moment.month - 1) % 3), day: 1 });

const endOfMonth = (moment: Moment): Moment => endOfDay(moment.with({ day: moment.daysInMonth }));

const daysSince = (moment: Moment, first: number): number => (moment.dayOfWeek - first + 7) % 7;

// Where the clock shows the last moment of a day twice, the later one is its end.
const endOfDay = (moment: Moment): Moment =>
  moment
    .toPlainDate()
    .toPlainDateTime(LAST_OF_DAY)
    .toZonedDateTime(moment.timeZoneId, { disambiguation: 'later' });

/** The amounts of `1 year -3 hours, +2 minutes`, or the word that is none. */
export function amountsOf(text: string): readonly Amount[] | { readonly unknown: string } {
  const amounts: Amount[] = [];
  for (let at = 0; at < text.length;) {
    const from = at;
    BETWEEN.lastIndex = at;
    BETWEEN.exec(text);
    at = BETWEEN.lastIndex;
    if (at === text.length) break;
    AMOUNT.lastIndex = at;
    const found = AMOUNT.exec(text);
    const unit = found?.[3]!.toLowerCase().replace(/s$/, '') ?? '';
    if (!found || !UNITS.includes(unit)) return { unknown: text.slice(from).trim().slice(0, 40) };
    amounts.push({ [`${unit}s`]: Number(found[2]) * (found[1] === '-' ? -1 : 1) });
    at = AMOUNT.lastIndex;
  }
  return amounts;
}

/**
 * A moment moved by amounts, from left to right. Hours and less are fixed lengths; days and more keep the clock's time
 * and stop at a month's last day. @throws RangeError beyond the years that exist
 */
export const advanced = (moment: Moment, amounts: readonly Amount[]): Moment =>
  amounts.reduce((result, amount) => result.add(amount), moment);
