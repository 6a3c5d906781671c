import type { RunContext } from '../engine/run-context.ts';
import { CacheObject } from '../engine/cache-object.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import { isNil } from '../values/equality.ts';
import { withoutMatch } from '../values/match.ts';
import { isNumber, numberText } from '../values/numbers.ts';

const INTEGER = /^[ \t\n\v\f\r]*[+-]?\d+[ \t\n\v\f\r]*$/;

/** What a loop goes over, one item at a time. */
export interface LoopItems {
  readonly length: number;
  at(index: number): unknown;
}

/** The items of a value: of a hash its pairs, of a non-empty text the text itself, else none. */
export function loopItemsOf(given: unknown, run: RunContext): LoopItems {
  const value = withoutMatch(given);
  if (Array.isArray(value) || value instanceof LiquidRange) return value;
  if (typeof value === 'string') return value === '' ? [] : [value];
  const hash = value instanceof CacheObject ? value.entries() : value;
  if (!(hash instanceof Map)) return [];
  run.meter.use(hash.size * 40);
  return [...(hash as Map<string, unknown>)].map(([key, item]) => [key, item]);
}

/** A number of `offset:` or `limit:`; undefined when it is nil. @throws LiquidRunError when it is no integer */
export function integerArgument(value: unknown): number | undefined {
  if (isNil(value)) return undefined;
  const text = isNumber(value) ? numberText(value) : String(withoutMatch(value));
  const number = INTEGER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new LiquidRunError('liquid_render', 'invalid integer');
  return number;
}

/** The leading integer of a value, as `tablerow` takes its numbers; 0 where there is none. */
export function leadingInteger(value: unknown): number {
  const text = isNumber(value) ? String(Math.trunc(Number(value))) : withoutMatch(value);
  const number = Number.parseInt(typeof text === 'string' ? text : '0', 10);
  return Number.isSafeInteger(number) ? number : 0;
}
