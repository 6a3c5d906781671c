import { DateTime } from 'luxon';

/** The units of an offset, as Luxon calls them too. */
export const offsetUnits = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type OffsetUnit = (typeof offsetUnits)[number];

/** How long after its event a task run is due. */
export interface Offset {
  amount: number;
  unit: OffsetUnit;
}

const FIXED_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;
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

// Luxon answers NaN for what lies beyond its calendar, and that compares as not earlier; it throws for infinity.
const calendarMs = (from: Date, { amount, unit }: Offset, zone: string): number =>
  Number.isFinite(amount)
    ? DateTime.fromJSDate(from, { zone })
        .plus({ [unit]: amount })
        .toMillis()
    : Infinity;
