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
  /** Whether no offset and no limit leaves anything out. */
  readonly isIndivisible?: true;
  at(index: number): unknown;
}

/** The items of a value: of a hash its pairs, of a non-empty text the text itself, else none. */
export function loopItemsOf(given: unknown, run: RunContext): LoopItems {
  const value = withoutMatch(given);
  if (Array.isArray(value) || value instanceof LiquidRange) return value;
  if (typeof value === 'string') return value === '' ? [] : wholeText(value);
  const hash = value instanceof CacheObject ? value.entries() : value;
  if (!(hash instanceof Map)) return [];
  run.meter.use(hash.size * 40);
  return [...(hash as Map<string, unknown>)].map(([key, item]) => [key, item]);
}

const wholeText = (text: string): LoopItems => ({ length: 1, isIndivisible: true, at: () => text });

/** Where a loop begins and ends in its items. Places before the first item count against the limit. */
export function boundsIn(items: LoopItems, offset = 0, limit?: number): [number, number] {
  const { length, isIndivisible } = items;
  if (isIndivisible) return [0, length];
  const end = limit === undefined ? length : Math.min(length, offset + limit);
  return [Math.max(0, offset), Math.max(0, end)];
}

/** A number of `offset:` or `limit:`; undefined when it is nil. @throws LiquidRunError when it is no integer */
export function integerArgument(value: unknown): number | undefined {
  if (isNil(value)) return undefined;
  const text = isNumber(value) ? numberText(value) : withoutMatch(value);
  const number = typeof text === 'string' && INTEGER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new LiquidRunError('liquid_render', 'invalid integer');
  return number;
}
