import { withoutMatch } from './match.ts';
import { isNumber } from './numbers.ts';

const LEADING_INTEGER = /^[ \t\n\v\f\r]*[+-]?\d+/;

/** The integer that a number or a text begins with, however large; 0 where there is none. */
export function leadingIntegerOf(given: unknown): number {
  const value = withoutMatch(given);
  if (isNumber(value)) return Math.trunc(Number(value));
  return typeof value === 'string' ? Number(LEADING_INTEGER.exec(value)?.[0] ?? 0) : 0;
}
