import { LiquidRunError } from '../liquid.errors.ts';
import { areEqual, isNil } from '../values/equality.ts';
import { HostObject } from '../values/host-object.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { withoutMatch } from '../values/match.ts';
import { compareNumbers, isFloat, isNumber, numberText } from '../values/numbers.ts';
import { textOf } from '../values/text-of.ts';
import { compareTexts, indexOfText } from '../values/text-search.ts';
import { keyTextOf } from '../values/key-text.ts';
import type { RunContext } from '../engine/run-context.ts';

/** Compares two operands. @throws LiquidRunError where they cannot be compared */
export type Operator = (left: unknown, right: unknown, run: RunContext) => boolean;

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
    const kind = isFloat(left) ? 'Float' : 'Integer';
    throw new LiquidRunError('liquid_render', `comparison of ${kind} with String failed`);
  }
  return undefined;
}

const ordered =
  (test: (order: number) => boolean): Operator =>
  (left, right) => {
    const found = order(withoutMatch(left), withoutMatch(right));
    return found !== undefined && test(found);
  };

const contains: Operator = (owner, right, run) => {
  const left = withoutMatch(owner);
  if (isNil(left) || isNil(right)) return false;
  if (typeof left === 'string') {
    return indexOfText(left, textOf(right, run.meter), 0, run.meter) >= 0;
  }
  if (Array.isArray(left)) return left.some((item) => areEqual(item, right, run.meter));
  if (left instanceof Map) return left.has(keyTextOf(right));
  if (left instanceof LiquidRange) return left.includes(right);
  return left instanceof HostObject && !isNil(left.attribute(keyTextOf(right) ?? ''));
};

/** The operators of comparisons. */
export const operators: Readonly<Record<string, Operator>> = {
  '==': equal,
  '!=': unequal,
  '<>': unequal,
  '<': ordered((found) => found < 0),
  '>': ordered((found) => found > 0),
  '<=': ordered((found) => found <= 0),
  '>=': ordered((found) => found >= 0),
  contains,
};
