import { areEqual, isNil, isTruthy } from '../values/equality.ts';
import { ValueKeys } from '../values/value-key.ts';
import {
  filterError,
  flatListIn,
  integerIn,
  listIn,
  textIn,
  type FilterScope,
} from './filter-scope.ts';
import { isList, itemProperty } from './list-items.ts';
import { textSlice } from './text-slice.ts';

/** Elements whose property equals the value, or is truthy when none is given. */
export function where(
  this: FilterScope,
  input: unknown,
  key: unknown,
  wanted: unknown = null,
): unknown[] {
  const name = textIn(this, key);
  return flatListIn(this, input).filter((item) => {
    this.meter.tick();
    const value = itemProperty(this, item, name);
    return isNil(wanted) ? isTruthy(value) : areEqual(value, wanted, this.meter);
  });
}

/** Each value once, the first one kept. */
export function uniq(this: FilterScope, input: unknown, key: unknown = null): unknown[] {
  const name = isNil(key) ? undefined : textIn(this, key);
  const keys = new ValueKeys(this.meter);
  const seen = new Set<string>();
  return flatListIn(this, input).filter((item) => {
    const value = keys.keyOf(name === undefined ? item : itemProperty(this, item, name));
    if (seen.has(value)) return false;
    this.meter.use(48);
    seen.add(value);
    return true;
  });
}

/** Without nils, or without elements whose property is nil; a hash without its nil values. */
export function compact(this: FilterScope, input: unknown, key: unknown = null): unknown {
  if (input instanceof Map) {
    this.meter.use(input.size * 96);
    return new Map([...(input as Map<string, unknown>)].filter(([, value]) => !isNil(value)));
  }
  const name = isNil(key) ? undefined : textIn(this, key);
  return flatListIn(this, input).filter((item) => {
    this.meter.tick();
    return !isNil(name === undefined ? item : itemProperty(this, item, name));
  });
}

/** An array without some values, a hash without some keys. */
export function except(
  this: FilterScope,
  input: unknown,
  value: unknown,
  ...more: unknown[]
): unknown {
  const unwanted = [value, ...more];
  if (input instanceof Map) {
    const names = new Set(unwanted.map((name) => textIn(this, name)));
    this.meter.use(input.size * 96);
    return new Map([...(input as Map<string, unknown>)].filter(([name]) => !names.has(name)));
  }
  return listIn(this, input).filter(
    (item) => !unwanted.some((other) => areEqual(item, other, this.meter)),
  );
}

/** A part of a text or an array, where one element comes bare; of a hash the named keys that it has. */
export function slice(
  this: FilterScope,
  input: unknown,
  offset: unknown,
  ...more: unknown[]
): unknown {
  if (input instanceof Map) return withKeys(this, input as Map<string, unknown>, [offset, ...more]);
  if (more.length > 1) throw filterError('slice: wrong number of arguments');
  const length = more[0] ?? 1;
  if (!isList(input)) return textSlice(textIn(this, input), offset, length);
  const list = listIn(this, input);
  const start = integerIn(offset);
  const count = integerIn(length);
  if (count === 1) return list.at(start) ?? null;
  const from = start < 0 ? list.length + start : start;
  return from < 0 || count < 0 ? [] : list.slice(from, from + count);
}

function withKeys(
  scope: FilterScope,
  hash: Map<string, unknown>,
  keys: readonly unknown[],
): Map<string, unknown> {
  const names = keys.map((key) => textIn(scope, key)).filter((name) => hash.has(name));
  return new Map(names.map((name) => [name, hash.get(name)]));
}

/** A random element, or so many of them from different places, in random order. */
export function sample(this: FilterScope, input: unknown, count: unknown = null): unknown {
  const given = listIn(this, input);
  if (isNil(count)) return given[Math.floor(Math.random() * given.length)] ?? null;
  const most = Math.min(integerIn(count), given.length);
  if (most < 0) throw filterError('sample: its argument must not be negative');
  this.meter.use(given.length * 8);
  const list = [...given];
  for (let at = 0; at < most; at += 1) {
    this.meter.tick();
    const other = at + Math.floor(Math.random() * (list.length - at));
    [list[at], list[other]] = [list[other], list[at]];
  }
  return list.slice(0, most);
}
