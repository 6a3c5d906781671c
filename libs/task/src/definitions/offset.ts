import { Temporal } from 'temporal-polyfill';

/** The units of an offset. */
export const offsetUnits = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type OffsetUnit = (typeof offsetUnits)[number];

/** How long after its event a task run is due. */
export interface Offset {
  amount: number;
  unit: OffsetUnit;
}

const FIXED_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;
const DAY_MS = 86_400_000;
/** At least so many. */
const DAYS = { day: 1, week: 7, month: 28, year: 365 } as const;
const FURTHEST = new Date('9999-12-31T23:59:59.999Z');

/**
 * The time an offset leads to. Seconds, minutes and hours are fixed lengths; days and longer follow the calendar of
 * the time zone, clamped to the last day of the month. Past the year 9999 it stays there.
 */
export function offsetFrom(from: Date, { amount, unit }: Offset, timezone: string): Date {
  const ms =
    unit === 'second' || unit === 'minute' || unit === 'hour'
      ? from.getTime() + amount * FIXED_MS[unit]
      : calendarMs(from, { amount, unit }, timezone);
  return ms < FURTHEST.getTime() ? new Date(ms) : FURTHEST;
}

function calendarMs(
  from: Date,
  { amount, unit }: { amount: number; unit: keyof typeof DAYS },
  zone: string,
): number {
  // Temporal refuses what lies beyond its own calendar.
  if (amount * DAYS[unit] * DAY_MS > FURTHEST.getTime()) return Infinity;
  return Temporal.Instant.fromEpochMilliseconds(from.getTime())
    .toZonedDateTimeISO(zone)
    .add({ [`${unit}s`]: amount }).epochMilliseconds;
}
