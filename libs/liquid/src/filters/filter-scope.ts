import type { Liquid } from 'liquidjs';
import { CacheObject } from '../engine/cache-object.ts';
import type { RunContext } from '../engine/run-context.ts';
import { keyTextOf } from '../values/key-text.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { Emptiness } from '../values/emptiness.ts';
import { isNil } from '../values/equality.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { textOf } from '../values/text-of.ts';

/** What a filter knows besides its input and positional arguments: its `this`. */
export interface FilterScope {
  readonly run: RunContext;
  readonly meter: RunMeter;
  /** Named options, as in `date: tz: "UTC"`. */
  readonly options: ReadonlyMap<string, unknown>;
}

/** A filter: function name = filter name. Optional arguments have defaults, so that `length` counts the others. */
export type LiquidFilter = (this: FilterScope, input: unknown, ...args: never[]) => unknown;

type EngineFilter = Extract<Liquid['filters'][string], (...args: never[]) => unknown>;
type EngineScope = ThisParameterType<EngineFilter>;

/**
 * A filter as liquidjs calls it. Input and result are paid for here, so that none is free; what a filter builds beyond
 * them it pays for itself, before it builds it. `optionNames` are those that it takes by name.
 */
export function adaptFilter(filter: LiquidFilter, optionNames: readonly string[]): EngineFilter {
  const call = filter as (this: FilterScope, input: unknown, ...args: unknown[]) => unknown;
  return function (this: EngineScope, given: unknown, ...args: unknown[]): unknown {
    const run = this.context as RunContext;
    const { meter } = run;
    const options = new Map<string, unknown>();
    const positional: unknown[] = [];
    this.token.args.forEach((token, index) => {
      if (!Array.isArray(token)) positional.push(plainOf(args[index]));
      else
        options.set(
          knownName(token[0] ?? '', this.token.name, optionNames),
          plainOf((args[index] as [string, unknown])[1]),
        );
    });
    if (positional.length < call.length - 1) {
      throw new LiquidRunError('liquid_render', `${this.token.name}: wrong number of arguments`);
    }
    const input = plainOf(given);
    meter.use(shallowBytesOf(input));
    const result = call.apply({ run, meter, options }, [input, ...positional]);
    meter.use(shallowBytesOf(result));
    return result;
  };
}

function knownName(name: string, filter: string, known: readonly string[]): string {
  if (!known.includes(name)) throw filterError(`${filter}: unknown option "${name}"`);
  return name;
}

const plainOf = (value: unknown): unknown =>
  value instanceof Emptiness ? '' : value instanceof CacheObject ? value.entries() : value;

function shallowBytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 32;
  if (Array.isArray(value)) return value.length * 8 + 32;
  return value instanceof Map ? value.size * 48 + 232 : 16;
}

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
  const text = typeof value === 'string' ? value.trim() : (keyTextOf(value) ?? '');
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new LiquidRunError('liquid_render', 'invalid integer');
  return number;
}

/** A filter's complaint. */
export const filterError = (message: string): LiquidRunError =>
  new LiquidRunError('liquid_render', message);
