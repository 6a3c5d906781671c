import { type ReadingOfTime, timeOfText } from '@millwright/liquid';

/** Unix seconds, or a text whose time depends on when and where it is read. */
export type TimeToRead = number | string;

const UNIX_SECONDS = /^-\d{1,12}$/;
/** The end of the year 9999. */
const END_MS = 253_402_300_800_000;
/** A year that has every day there is. */
const LEAP_YEAR: ReadingOfTime = { nowMs: Date.UTC(2028, 0, 1), timeZone: 'UTC' };

/** Milliseconds since 1970; undefined where it is no time. */
export function msOfTime(time: TimeToRead, reading: ReadingOfTime): number | undefined {
  const isNumber = typeof time === 'number' || UNIX_SECONDS.test(time.trim());
  const ms = isNumber ? Number(time) * 1_000 : timeOfText(time, reading);
  return ms !== undefined && Number.isSafeInteger(ms) && Math.abs(ms) < END_MS ? ms : undefined;
}

/** Whether a value is a time at all, whenever and wherever it is read. */
export const isTime = (value: unknown): value is TimeToRead =>
  typeof value === 'number'
    ? Number.isInteger(value) && msOfTime(value, LEAP_YEAR) !== undefined
    : typeof value === 'string' && msOfTime(value, LEAP_YEAR) !== undefined;
