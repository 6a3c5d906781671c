import { isNil } from '../values/equality.ts';
import { withoutMatch } from '../values/match.ts';
import { compareNatural, naturalKeyOf } from '../values/natural-order.ts';
import { compareNumbers, isNumber } from '../values/numbers.ts';
import { compareTexts, withoutAsciiCase } from '../values/text-search.ts';
import { filterError, flatListIn, listIn, textIn, type FilterScope } from './filter-scope.ts';
import { itemProperty } from './list-items.ts';

/** Numbers or texts in order, nil last. */
export function sort(this: FilterScope, input: unknown, key: unknown = null): unknown[] {
  const compare = (a: unknown, b: unknown): number => {
    if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
    if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
    throw filterError('cannot sort values of incompatible types');
  };
  return sorted(this, flatListIn(this, input), key, withoutMatch, nilLast(compare));
}

/** By text, ignoring ASCII case, nil last. */
export function sort_natural(this: FilterScope, input: unknown, key: unknown = null): unknown[] {
  const folded = (value: unknown): string | null =>
    isNil(value) ? null : withoutAsciiCase(textIn(this, value));
  return sorted(this, flatListIn(this, input), key, folded, nilLast(compareTexts));
}

/** In the order in which people count: `v1.9` before `v1.10`. */
export function sort_naturally(this: FilterScope, input: unknown, key: unknown = null): unknown[] {
  const natural = (value: unknown) => naturalKeyOf(textIn(this, value), this.meter);
  return sorted(this, listIn(this, input), key, natural, compareNatural);
}

const nilLast =
  <T>(compare: (a: T, b: T) => number) =>
  (a: T | null, b: T | null): number =>
    isNil(a) || isNil(b) ? Number(isNil(a)) - Number(isNil(b)) : compare(a, b);

/** Elements by what they are sorted by; equal ones keep their order. */
function sorted<T>(
  scope: FilterScope,
  list: readonly unknown[],
  key: unknown,
  sortedBy: (value: unknown) => T,
  compare: (a: T, b: T) => number,
): unknown[] {
  const name = isNil(key) ? undefined : textIn(scope, key);
  scope.meter.use(list.length * 96);
  const pairs = list.map((item) => {
    scope.meter.tick();
    const value = name === undefined ? item : itemProperty(scope, item, name);
    return [item, sortedBy(value)] as const;
  });
  pairs.sort(([, a], [, b]) => {
    scope.meter.tick();
    return compare(a, b);
  });
  return pairs.map(([item]) => item);
}
