import type { RunMeter } from '../limits/run-meter.ts';
import { BinaryString } from './binary.ts';
import { Emptiness } from './emptiness.ts';
import { LiquidRange } from './liquid-range.ts';
import { RegexMatch } from './match.ts';
import { compareNumbers, isNumber } from './numbers.ts';
import { checkDepth } from './text-of.ts';

/** Equality of scripts: by value, also of arrays and hashes; an integer equals a float of the same size. */
export function areEqual(a: unknown, b: unknown, meter: RunMeter, depth = 0): boolean {
  checkDepth(depth);
  meter.tick();
  if (a === b) return true;
  if (a instanceof RegexMatch) return areEqual(a.text, b, meter, depth);
  if (b instanceof RegexMatch) return areEqual(a, b.text, meter, depth);
  if (a instanceof Emptiness) return a.matches(b);
  if (b instanceof Emptiness) return b.matches(a);
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
  if (isNumber(a)) return isNumber(b) && compareNumbers(a, b) === 0;
  if (a instanceof LiquidRange) return b instanceof LiquidRange && String(a) === String(b);
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => areEqual(item, b[index], meter, depth + 1));
  }
  if (a instanceof Map && b instanceof Map) return areEqualHashes(a, b, meter, depth);
  return a instanceof BinaryString && b instanceof BinaryString && a.equals(b);
}

function areEqualHashes(
  a: Map<unknown, unknown>,
  b: Map<unknown, unknown>,
  meter: RunMeter,
  depth: number,
): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    if (!b.has(key) || !areEqual(value, b.get(key), meter, depth + 1)) return false;
  }
  return true;
}

export const isNil = (value: unknown): value is null | undefined =>
  value === null || value === undefined;

/** Only nil and false are false. */
export const isTruthy = (value: unknown): boolean => !isNil(value) && value !== false;
