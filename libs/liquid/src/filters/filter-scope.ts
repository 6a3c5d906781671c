import type { RunContext } from '../engine/run-context.ts';
import { keyTextOf } from '../values/key-text.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { isNil } from '../values/equality.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { textOf } from '../values/text-of.ts';
import { stripped } from '../values/whitespace.ts';

/** What a filter knows besides its input and positional arguments: its `this`. */
export interface FilterScope {
  readonly run: RunContext;
  readonly meter: RunMeter;
  /** Named options, as in `date: tz: "UTC"`. */
  readonly options: ReadonlyMap<string, unknown>;
}

/**
 * A filter: function name = filter name. Optional arguments have defaults, so that `length` counts the others; how many
 * they are stands in `optional-arguments.ts`, the options by name in `index.ts`. Both are checked before the call.
 */
export type LiquidFilter = (this: FilterScope, input: unknown, ...args: never[]) => unknown;

/** A value as text, paid for. */
export const textIn = (scope: FilterScope, value: unknown): string => textOf(value, scope.meter);

/** A value as a list: nil is empty, a range its integers, anything else but an array its one element. */
export function listIn(scope: FilterScope, value: unknown): readonly unknown[] {
  if (isNil(value)) return [];
  if (value instanceof LiquidRange) return value.toArray(scope.meter);
  return Array.isArray(value) ? value : [value];
}

/** A value as a list with the lists in it spread out, at all levels. */
export function flatListIn(scope: FilterScope, value: unknown): readonly unknown[] {
  const list = listIn(scope, value);
  if (!list.some(isNested)) return list;
  const flat: unknown[] = [];
  const spread = (items: readonly unknown[]): void => {
    for (const item of items) {
      scope.meter.use(8);
      if (isNested(item)) spread(listIn(scope, item));
      else flat.push(item);
    }
  };
  spread(list);
  return flat;
}

const isNested = (item: unknown): boolean => Array.isArray(item) || item instanceof LiquidRange;

/** A whole number that an argument must be. @throws LiquidRunError */
export function integerIn(value: unknown): number {
  const text = typeof value === 'string' ? stripped(value) : (keyTextOf(value) ?? '');
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw filterError('invalid integer');
  return number;
}

/** A filter's complaint. */
export const filterError = (message: string): LiquidRunError =>
  new LiquidRunError('liquid_render', message);
