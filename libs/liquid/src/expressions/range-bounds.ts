import { LiquidRunError } from '../liquid.errors.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { isNumber } from '../values/numbers.ts';

const LEADING_INTEGER = /^[ \t\n\v\f\r]*[+-]?\d+/;

/** A range between two values, each taken for an integer. */
export function rangeBetween(low: unknown, high: unknown): LiquidRange {
  return new LiquidRange(boundOf(low), boundOf(high));
}

function boundOf(value: unknown): number {
  const number = isNumber(value)
    ? Math.trunc(Number(value))
    : Number(LEADING_INTEGER.exec(typeof value === 'string' ? value : '')?.[0] ?? 0);
  if (!Number.isSafeInteger(number)) {
    throw new LiquidRunError('liquid_render', 'a range needs bounds within ±2^53');
  }
  return number;
}
