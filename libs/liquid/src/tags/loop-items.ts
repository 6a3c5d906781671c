import type { RunContext } from '../engine/run-context.ts';
import { CacheObject } from '../engine/cache-object.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { isNumber } from '../values/numbers.ts';

/** What a loop goes over, one item at a time. */
export interface LoopItems {
  readonly length: number;
  at(index: number): unknown;
}

/** The items of a value: of a hash its pairs, of a non-empty text the text itself, else none. */
export function loopItemsOf(value: unknown, run: RunContext): LoopItems {
  if (Array.isArray(value) || value instanceof LiquidRange) return value;
  if (typeof value === 'string') return value === '' ? [] : [value];
  const hash = value instanceof CacheObject ? value.entries() : value;
  if (!(hash instanceof Map)) return [];
  run.meter.use(hash.size * 40);
  return [...(hash as Map<string, unknown>)].map(([key, item]) => [key, item]);
}

/** An `offset:`, `limit:` or `cols:` as a whole number; undefined when it is not given. */
export function wholeNumberOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = Math.trunc(
    isNumber(value) ? Number(value) : Number.parseInt(typeof value === 'string' ? value : '0', 10),
  );
  return Number.isSafeInteger(number) ? Math.max(0, number) : 0;
}
