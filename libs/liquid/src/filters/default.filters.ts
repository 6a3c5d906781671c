import { isNil, isTruthy } from '../values/equality.ts';
import type { FilterScope } from './filter-scope.ts';

/** The given value where the input is nil, false or empty. With `allow_false: true` false stays. */
function defaultTo(this: FilterScope, input: unknown, fallback: unknown): unknown {
  if (input === false) return isTruthy(this.options.get('allow_false')) ? false : fallback;
  return isNil(input) || isEmpty(input) ? fallback : input;
}

const isEmpty = (value: unknown): boolean =>
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (value instanceof Map && value.size === 0);

export { defaultTo as default_to };
