import { isNil } from '../values/equality.ts';
import { joinedText } from '../values/joined-text.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { isNumber } from '../values/numbers.ts';
import { characterCount, characterSlice } from '../values/text-search.ts';
import { filterError, flatListIn, listIn, textIn, type FilterScope } from './filter-scope.ts';
import { isList, itemProperty } from './list-items.ts';

/** Characters, elements or keys. */
export function size(this: FilterScope, input: unknown): number {
  if (isList(input)) return input.length;
  return input instanceof Map ? input.size : characterCount(charactersIn(this, input));
}

/** The first element, pair or character. */
export function first(this: FilterScope, input: unknown): unknown {
  if (isList(input)) return input.length > 0 ? itemAt(input, 0) : null;
  if (input instanceof Map) return input.size > 0 ? [...input.entries().next().value!] : null;
  return characterSlice(charactersIn(this, input), 0, 1) || null;
}

/** The last element, pair or character. */
export function last(this: FilterScope, input: unknown): unknown {
  if (isList(input)) return input.length > 0 ? itemAt(input, input.length - 1) : null;
  if (!(input instanceof Map)) {
    const text = charactersIn(this, input);
    return characterSlice(text, characterCount(text) - 1, 1) || null;
  }
  let pair: unknown[] | null = null;
  for (const entry of input) {
    this.meter.tick();
    pair = entry;
  }
  return pair;
}

const itemAt = (list: readonly unknown[] | LiquidRange, index: number): unknown =>
  (list instanceof LiquidRange ? list.at(index) : list[index]) ?? null;

/** The characters of a value; a number and a boolean have none. */
const charactersIn = (scope: FilterScope, value: unknown): string =>
  isNumber(value) || typeof value === 'boolean' ? '' : textIn(scope, value);

/** The elements' texts in one, with a glue between them. */
export function join(this: FilterScope, input: unknown, glue: unknown = ' '): string {
  const between = textIn(this, glue);
  const list = flatListIn(this, input);
  this.meter.use(list.length * 8);
  const texts = list.map((item) => {
    this.meter.tick();
    return textIn(this, item);
  });
  return joinedText(texts, between, this.meter);
}

/** One property of every element; nil where it is missing. */
export function map(this: FilterScope, input: unknown, key: unknown): unknown[] {
  const name = textIn(this, key);
  const list = flatListIn(this, input);
  this.meter.use(list.length * 8);
  return list.map((item) => {
    this.meter.tick();
    return itemProperty(this, item, name) ?? null;
  });
}

export function reverse(this: FilterScope, input: unknown): unknown[] {
  const list = flatListIn(this, input);
  this.meter.use(list.length * 8);
  return list.toReversed();
}

/** The elements, spread out, and those of another array. */
export function concat(this: FilterScope, input: unknown, other: unknown): unknown[] {
  const list = flatListIn(this, input);
  if (!isNil(other) && !isList(other)) throw filterError('concat: its argument must be an array');
  const more = listIn(this, other);
  this.meter.use((list.length + more.length) * 8);
  return [...list, ...more];
}

/** A new array with the arguments behind the elements. */
export function push(
  this: FilterScope,
  input: unknown,
  item: unknown,
  ...more: unknown[]
): unknown[] {
  const list = listIn(this, input);
  this.meter.use((list.length + 1 + more.length) * 8);
  return [...list, item ?? null, ...more];
}

/** A new array with the arguments before the elements. */
export function unshift(
  this: FilterScope,
  input: unknown,
  item: unknown,
  ...more: unknown[]
): unknown[] {
  const list = listIn(this, input);
  this.meter.use((list.length + 1 + more.length) * 8);
  return [item ?? null, ...more, ...list];
}
