import type { Operators } from 'liquidjs';
import { LiquidRunError } from '../liquid.errors.ts';
import { areEqual, isNil, isTruthy } from '../values/equality.ts';
import { HostObject } from '../values/host-object.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { compareNumbers, isNumber, numberText } from '../values/numbers.ts';
import { textOf } from '../values/text-of.ts';
import { compareTexts, indexOfText } from '../values/text-search.ts';
import { keyTextOf } from '../values/key-text.ts';
import type { RunContext } from './run-context.ts';

type Operator = (left: unknown, right: unknown, run: RunContext) => boolean;

const equal: Operator = (left, right, { meter }) => areEqual(left, right, meter);
const unequal: Operator = (left, right, { meter }) => !areEqual(left, right, meter);

/** How two values compare; undefined when they have no order. @throws LiquidRunError for text with a number */
function order(left: unknown, right: unknown): number | undefined {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (typeof left === 'string' && isNumber(right)) {
    throw new LiquidRunError(
      'liquid_render',
      `comparison of String with ${numberText(right)} failed`,
    );
  }
  if (isNumber(left) && typeof right === 'string') {
    throw new LiquidRunError('liquid_render', 'comparison of a number with String failed');
  }
  return undefined;
}

const ordered =
  (test: (order: number) => boolean): Operator =>
  (left, right) => {
    const found = order(left, right);
    return found !== undefined && test(found);
  };

const contains: Operator = (left, right, run) => {
  if (isNil(left) || isNil(right)) return false;
  if (typeof left === 'string') {
    return indexOfText(left, textOf(right, run.meter), 0, run.meter) >= 0;
  }
  if (Array.isArray(left)) return left.some((item) => areEqual(item, right, run.meter));
  if (left instanceof Map) return left.has(keyTextOf(right));
  if (left instanceof LiquidRange) {
    return isNumber(right) && Number(right) >= left.low && Number(right) < left.low + left.length;
  }
  return left instanceof HostObject && !isNil(left.attribute(keyTextOf(right) ?? ''));
};

/** The operators of conditions. `and` and `or` bind alike and from the right; liquidjs sees to that. */
export const operators = {
  '==': equal,
  '!=': unequal,
  '<>': unequal,
  '<': ordered((found) => found < 0),
  '>': ordered((found) => found > 0),
  '<=': ordered((found) => found <= 0),
  '>=': ordered((found) => found >= 0),
  contains,
  and: (left: unknown, right: unknown) => isTruthy(left) && isTruthy(right),
  or: (left: unknown, right: unknown) => isTruthy(left) || isTruthy(right),
} as unknown as Operators;
