import { Emptiness } from '../values/emptiness.ts';
import { isNil, isTruthy } from '../values/equality.ts';
import { withoutMatch } from '../values/match.ts';
import type { FilterScope } from './filter-scope.ts';

/** The given value where the input is nil, false or empty. With `allow_false: true` false stays. */
export function default_to(this: FilterScope, input: unknown, fallback: unknown): unknown {
  if (input === false) return isTruthy(this.options.get('allow_false')) ? false : fallback;
  return isNil(input) || isEmpty(input) ? fallback : input;
}

const empty = new Emptiness('empty');

const isEmpty = (value: unknown): boolean => empty.matches(withoutMatch(value));
