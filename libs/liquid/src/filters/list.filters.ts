import { propertyOf } from '../engine/run-context.ts';
import { areEqual, isNil, isTruthy } from '../values/equality.ts';
import { joinedText } from '../values/joined-text.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { compareNumbers, isNumber } from '../values/numbers.ts';
import { characterCount, compareTexts } from '../values/text-search.ts';
import {
  filterError,
  flatListIn,
  integerIn,
  listIn,
  textIn,
  type FilterScope,
} from './filter-scope.ts';
import { plus } from './number.filters.ts';
import { textSlice } from './text-slice.ts';

/** Characters, elements or keys. */
export function size(this: FilterScope, input: unknown): number {
  if (typeof input === 'string') return characterCount(input);
  if (Array.isArray(input) || input instanceof LiquidRange) return input.length;
  return input instanceof Map ? input.size : 0;
}

export function first(this: FilterScope, input: unknown): unknown {
  return isNumber(input) ? null : (propertyOf(input, 'first', this.run) ?? null);
}

export function last(this: FilterScope, input: unknown): unknown {
  return isNumber(input) ? null : (propertyOf(input, 'last', this.run) ?? null);
}

export function join(this: FilterScope, input: unknown, glue: unknown = ' '): string {
  const between = textIn(this, glue);
  const texts = flatListIn(this, input).map((item) => textIn(this, item));
  return joinedText(texts, between, this.meter);
}

/** One property of every element; nil where it is missing. */
export function map(this: FilterScope, input: unknown, key: unknown): unknown[] {
  return flatListIn(this, input).map((item) => keyed(this, item, key) ?? null);
}

/** Elements whose property equals the value, or is truthy when none is given. */
export function where(
  this: FilterScope,
  input: unknown,
  key: unknown,
  wanted: unknown = null,
): unknown[] {
  return flatListIn(this, input).filter((item) => {
    const value = keyed(this, item, key);
    return isNil(wanted) ? isTruthy(value) : areEqual(value, wanted, this.meter);
  });
}

export function reverse(this: FilterScope, input: unknown): unknown[] {
  return flatListIn(this, input).toReversed();
}

/** Numbers or texts in order, nil last. */
export function sort(this: FilterScope, input: unknown, key: unknown = null): unknown[] {
  return sorted(this, input, key, (a, b) => {
    if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
    if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
    throw filterError('cannot sort values of incompatible types');
  });
}

/** By text, ignoring ASCII case, nil last. */
export function sort_natural(this: FilterScope, input: unknown, key: unknown = null): unknown[] {
  const folded = (value: unknown): string =>
    textIn(this, value).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return sorted(this, input, key, (a, b) => compareTexts(folded(a), folded(b)));
}

function sorted(
  scope: FilterScope,
  input: unknown,
  key: unknown,
  compare: (a: unknown, b: unknown) => number,
): unknown[] {
  const list = flatListIn(scope, input);
  scope.meter.use(list.length * 64);
  const pairs = list.map((item) => [item, isNil(key) ? item : keyed(scope, item, key)] as const);
  pairs.sort(([, a], [, b]) => {
    scope.meter.tick();
    return isNil(a) || isNil(b) ? Number(isNil(a)) - Number(isNil(b)) : compare(a, b);
  });
  return pairs.map(([item]) => item);
}

/** Each value once, the first one kept. */
export function uniq(this: FilterScope, input: unknown, key: unknown = null): unknown[] {
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  return flatListIn(this, input).filter((item) => {
    const value = isNil(key) ? item : keyed(this, item, key);
    this.meter.use(40);
    if (typeof value === 'object' && value !== null) {
      if (others.some((other) => areEqual(other, value, this.meter))) return false;
      others.push(value);
      return true;
    }
    return !scalars.has(value ?? null) && scalars.add(value ?? null);
  });
}

/** Without nils, or without elements whose property is nil; a hash without its nil values. */
export function compact(this: FilterScope, input: unknown, key: unknown = null): unknown {
  if (input instanceof Map) {
    return new Map([...(input as Map<string, unknown>)].filter(([, value]) => !isNil(value)));
  }
  return flatListIn(this, input).filter(
    (item) => !isNil(isNil(key) ? item : keyed(this, item, key)),
  );
}

export function concat(this: FilterScope, input: unknown, other: unknown): unknown[] {
  const list = flatListIn(this, input);
  if (!isNil(other) && !Array.isArray(other) && !(other instanceof LiquidRange)) {
    throw filterError('concat: its argument must be an array');
  }
  const more = listIn(this, other);
  this.meter.use((list.length + more.length) * 8);
  return [...list, ...more];
}

export function push(
  this: FilterScope,
  input: unknown,
  item: unknown,
  ...more: unknown[]
): unknown[] {
  return [...listIn(this, input), item ?? null, ...more];
}

export function unshift(
  this: FilterScope,
  input: unknown,
  item: unknown,
  ...more: unknown[]
): unknown[] {
  return [item ?? null, ...more, ...listIn(this, input)];
}

/** A part of a text or an array. One element comes bare; a hash gives the named keys. */
export function slice(
  this: FilterScope,
  input: unknown,
  offset: unknown,
  length: unknown = null,
  ...more: unknown[]
): unknown {
  if (input instanceof Map)
    return keysOf(this, input, [offset, length, ...more].slice(0, isNil(length) ? 1 : undefined));
  if (!Array.isArray(input) && !(input instanceof LiquidRange)) {
    return textSlice(textIn(this, input), offset, length ?? 1);
  }
  const list = listIn(this, input);
  const start = integerIn(offset);
  const count = integerIn(length ?? 1);
  if (count === 1) return list.at(start) ?? null;
  const from = start < 0 ? list.length + start : start;
  return from < 0 || count < 0 ? [] : list.slice(from, from + count);
}

function keysOf(
  scope: FilterScope,
  hash: Map<unknown, unknown>,
  keys: unknown[],
): Map<string, unknown> {
  const names = keys.map((key) => textIn(scope, key)).filter((key) => hash.has(key));
  return new Map(names.map((key) => [key, hash.get(key)]));
}

/** The sum of numbers. */
export function sum(this: FilterScope, input: unknown): unknown {
  let total: unknown = 0;
  for (const item of listIn(this, input)) {
    if (!isNumber(item)) throw filterError('sum: every element must be a number');
    this.meter.tick();
    total = plus.call(this, total, item);
  }
  return total;
}

/** A random element, or so many of them in random order. */
export function sample(this: FilterScope, input: unknown, count: unknown = null): unknown {
  const list = [...listIn(this, input)];
  if (isNil(count)) return list[Math.floor(Math.random() * list.length)] ?? null;
  const most = Math.min(Math.max(0, integerIn(count)), list.length);
  for (let at = 0; at < most; at += 1) {
    const other = at + Math.floor(Math.random() * (list.length - at));
    [list[at], list[other]] = [list[other], list[at]];
  }
  return list.slice(0, most);
}

const keyed = (scope: FilterScope, item: unknown, key: unknown): unknown =>
  item instanceof Map ? (item as Map<string, unknown>).get(textIn(scope, key)) : undefined;
