import {
  added,
  aligned,
  decimalOf,
  floorDivide,
  numberOfDecimal,
  quotientOf,
  roundedTo,
} from '../values/decimal.ts';
import { compareNumbers, integerOf, isNumber, type LiquidNumber } from '../values/numbers.ts';
import { filterError, listIn, type FilterScope } from './filter-scope.ts';

const numberIn = (value: unknown): LiquidNumber =>
  isNumber(value) ? value : numberOfDecimal(decimalOf(value));

const isSmallInteger = (value: unknown): value is number => Number.isSafeInteger(value);

function combined(
  left: unknown,
  right: unknown,
  combine: (a: bigint, b: bigint, scale: number) => [bigint, number],
): LiquidNumber {
  const [a, b] = [decimalOf(left), decimalOf(right)];
  const [digits, scale] = combine(...aligned(a, b));
  return numberOfDecimal({ digits, scale, isFloat: a.isFloat || b.isFloat });
}

// Small integers, which loops count with, are computed as they are; a result beyond 2^53 is computed again.
export function plus(this: FilterScope, input: unknown, other: unknown): LiquidNumber {
  const sum = isSmallInteger(input) && isSmallInteger(other) ? input + other : undefined;
  return isSmallInteger(sum) ? sum : numberOfDecimal(added(decimalOf(input), decimalOf(other)));
}

export function minus(this: FilterScope, input: unknown, other: unknown): LiquidNumber {
  const difference = isSmallInteger(input) && isSmallInteger(other) ? input - other : undefined;
  return isSmallInteger(difference)
    ? difference
    : combined(input, other, (a, b, scale) => [a - b, scale]);
}

export function times(this: FilterScope, input: unknown, other: unknown): LiquidNumber {
  const product = isSmallInteger(input) && isSmallInteger(other) ? input * other : undefined;
  return isSmallInteger(product)
    ? product + 0
    : combined(input, other, (a, b, scale) => [a * b, scale * 2]);
}

/** Two integers divide to an integer, rounded down; others to the float next to the decimal quotient. */
export function divided_by(this: FilterScope, input: unknown, other: unknown): LiquidNumber {
  const [a, b] = [decimalOf(input), decimalOf(other)];
  if (b.digits === 0n) throw filterError('divided by 0');
  return a.isFloat || b.isFloat
    ? numberOfDecimal(quotientOf(a, b))
    : integerOf(floorDivide(a.digits, b.digits));
}

/** The remainder, with the sign of the divisor. */
export function modulo(this: FilterScope, input: unknown, other: unknown): LiquidNumber {
  return combined(input, other, (a, b, scale) => {
    if (b === 0n) throw filterError('divided by 0');
    return [a - b * floorDivide(a, b), scale];
  });
}

export function abs(this: FilterScope, input: unknown): LiquidNumber {
  const value = decimalOf(input);
  return numberOfDecimal({ ...value, digits: value.digits < 0n ? -value.digits : value.digits });
}

export function ceil(this: FilterScope, input: unknown): LiquidNumber {
  const { digits, scale } = decimalOf(input);
  return integerOf(-floorDivide(-digits, 10n ** BigInt(scale)));
}

export function floor(this: FilterScope, input: unknown): LiquidNumber {
  const { digits, scale } = decimalOf(input);
  return integerOf(floorDivide(digits, 10n ** BigInt(scale)));
}

/** Half away from zero, on the decimal value; an integer when no digits are asked for. */
export function round(this: FilterScope, input: unknown, digits: unknown = 0): LiquidNumber {
  const [value, { digits: wanted, scale }] = [decimalOf(input), decimalOf(digits)];
  const places = Number(wanted / 10n ** BigInt(scale));
  const rounded = roundedTo(value, places);
  return places === 0 ? integerOf(rounded.digits) : numberOfDecimal(rounded);
}

export function at_least(this: FilterScope, input: unknown, least: unknown): LiquidNumber {
  const [a, b] = [numberIn(input), numberIn(least)];
  return compareNumbers(a, b) < 0 ? b : a;
}

export function at_most(this: FilterScope, input: unknown, most: unknown): LiquidNumber {
  const [a, b] = [numberIn(input), numberIn(most)];
  return compareNumbers(a, b) > 0 ? b : a;
}

/** The sum of an array of numbers, in decimal. */
export function sum(this: FilterScope, input: unknown): LiquidNumber {
  let total = decimalOf(0);
  for (const item of listIn(this, input)) {
    if (!isNumber(item)) throw filterError('sum: every element must be a number');
    this.meter.tick();
    total = added(total, decimalOf(item));
  }
  return numberOfDecimal(total);
}
