import { CacheObject } from '../engine/cache-object.ts';
import type { RunContext } from '../engine/run-context.ts';
import { filterError, type FilterScope, type LiquidFilter } from './filter-scope.ts';
import { filterOptions, filters } from './index.ts';
import { optionalArguments } from './optional-arguments.ts';

/** A filter and what it takes. */
export interface KnownFilter {
  readonly name: string;
  readonly call: (this: FilterScope, input: unknown, ...args: unknown[]) => unknown;
  /** Fewest and most positional arguments. */
  readonly least: number;
  readonly most: number;
  /** The options that it takes by name. */
  readonly options: readonly string[];
}

/** The filter of a name; undefined when there is none. */
export function filterNamed(name: string): KnownFilter | undefined {
  return Object.hasOwn(filters, name)
    ? knownFilter(name, filters[name]!, filterOptions[name] ?? [])
    : undefined;
}

/** What is known of a filter from its function, whose `length` counts the input and the required arguments. */
export function knownFilter(
  name: string,
  filter: LiquidFilter,
  options: readonly string[],
): KnownFilter {
  const least = filter.length - 1;
  const most = least + (Object.hasOwn(optionalArguments, name) ? optionalArguments[name]! : 0);
  return { name, call: filter as KnownFilter['call'], least, most, options };
}

/**
 * Applies a filter. Input and result are paid for here, so that none is free; what a filter builds beyond them it pays
 * for itself, before it builds it. @throws LiquidRunError
 */
export function callFilter(
  filter: KnownFilter,
  run: RunContext,
  given: unknown,
  args: readonly unknown[],
  named: ReadonlyMap<string, unknown>,
): unknown {
  const { meter } = run;
  const [positional, options] = withOptionsIn(filter, args, named);
  if (positional.length < filter.least || positional.length > filter.most) {
    throw filterError(`${filter.name}: wrong number of arguments`);
  }
  for (const option of options.keys()) {
    if (!filter.options.includes(option)) {
      throw filterError(`${filter.name}: unknown option "${option}"`);
    }
  }
  const input = plainOf(given);
  meter.use(shallowBytesOf(input));
  const result = filter.call.call({ run, meter, options }, input, ...positional.map(plainOf));
  meter.use(shallowBytesOf(result));
  return result;
}

/** A hash behind the required arguments of a filter that has options holds more of them. */
function withOptionsIn(
  { least, options }: KnownFilter,
  args: readonly unknown[],
  named: ReadonlyMap<string, unknown>,
): [readonly unknown[], ReadonlyMap<string, unknown>] {
  const last = args.at(-1);
  if (options.length === 0 || args.length <= least || !(last instanceof Map)) return [args, named];
  return [args.slice(0, -1), new Map([...(last as Map<string, unknown>), ...named])];
}

const plainOf = (value: unknown): unknown =>
  value instanceof CacheObject ? value.entries() : value;

function shallowBytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 32;
  if (Array.isArray(value)) return value.length * 8 + 32;
  return value instanceof Map ? value.size * 48 + 232 : 16;
}
