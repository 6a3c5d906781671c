import { JsonNumber, type JsonValue } from '@millwright/kernel';
import { compareNumbers } from './compare-numbers.ts';
import type { Condition, Operator } from './condition.ts';

type Compared = Condition['value'];
type Test = (value: JsonValue, compared: Compared) => boolean;

/**
 * Whether a condition holds for what is at its path. Nothing is converted: the text "1" is not the number 1. With
 * several values one is enough; with `not` none may.
 */
export function holds({ operator, value }: Condition, found: Iterable<JsonValue>): boolean {
  const test = tests[operator];
  return isAny(found, (one) => test(one, value)) !== opposites.has(operator);
}

const opposites: ReadonlySet<Operator> = new Set(['not_equals', 'not_in', 'not_exists']);

const isThere: Test = () => true;

const equals: Test = (value, compared) => value === compared || orderOf(value, compared) === 0;

const isIn: Test = (value, compared) =>
  Array.isArray(compared) && compared.some((one) => equals(value, one));

const contains: Test = (value, compared) =>
  Array.isArray(value) ? value.some((item) => equals(item, compared)) : includes(value, compared);

/** A test of two texts: nothing else meets it. */
const ofTexts =
  (test: (value: string, compared: string) => boolean): Test =>
  (value, compared) =>
    typeof value === 'string' && typeof compared === 'string' && test(value, compared);

const includes = ofTexts((value, compared) => value.includes(compared));

const tests: Readonly<Record<Operator, Test>> = {
  equals,
  not_equals: equals,
  in: isIn,
  not_in: isIn,
  exists: isThere,
  not_exists: isThere,
  greater_than: (value, compared) => orderOf(value, compared) > 0,
  greater_or_equal: (value, compared) => orderOf(value, compared) >= 0,
  less_than: (value, compared) => orderOf(value, compared) < 0,
  less_or_equal: (value, compared) => orderOf(value, compared) <= 0,
  contains,
  starts_with: ofTexts((value, compared) => value.startsWith(compared)),
  ends_with: ofTexts((value, compared) => value.endsWith(compared)),
};

/** Numbers by their digits, texts by their characters; NaN, which is neither above nor below, for anything else. */
function orderOf(value: JsonValue, compared: Compared): number {
  if (typeof compared === 'number' && (typeof value === 'number' || value instanceof JsonNumber)) {
    return compareNumbers(value, compared);
  }
  if (typeof value !== 'string' || typeof compared !== 'string') return Number.NaN;
  return value === compared ? 0 : value < compared ? -1 : 1;
}

function isAny(found: Iterable<JsonValue>, test: (value: JsonValue) => boolean): boolean {
  for (const value of found) if (test(value)) return true;
  return false;
}
