import { Temporal } from 'temporal-polyfill';
import { LiquidRunError } from '../liquid.errors.ts';
import { momentOfInput } from './date-input.ts';

/** Where and when a text is read: milliseconds since 1970, and an IANA time zone. */
export interface ReadingOfTime {
  nowMs: number;
  timeZone: string;
}

/** Milliseconds since 1970 of a text that the `date` filter reads; undefined where it does not. */
export function timeOfText(text: string, { nowMs, timeZone }: ReadingOfTime): number | undefined {
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone);
  try {
    return momentOfInput(text, now)?.epochMilliseconds;
  } catch (error) {
    if (error instanceof LiquidRunError || error instanceof RangeError) return undefined;
    throw error;
  }
}
