import {
  aligned,
  decimalOf,
  floorDivide,
  numberOfDecimal,
  type Decimal,
} from '../values/decimal.ts';
import {
  compareNumbers,
  floatOf,
  integerOf,
  isNumber,
  type LiquidNumber,
} from '../values/numbers.ts';
import { filterError, integerIn, type FilterScope } from './filter-scope.ts';

const numberIn = (value: unknown): LiquidNumber =>
  isNumber(value) ? value : numberOfDecimal(decimalOf(value));

function combined(
  left: unknown,
  right: unknown,
  combine: (a: bigint, b: bigint, scale: number) => [bigint, number],
): LiquidNumber {
  const [a, b] = [decimalOf(left), decimalOf(right)];
  const [digits, scale] = combine(...aligned(a, b));
  return numberOfDecimal({ digits, scale, isFloat: a.isFloat || b.isFloat });
}

export function plus(this: FilterScope, input: unknown, other: unknown): LiquidNumber {
  return combined(input, other, (a, b, scale) => [a + b, scale]);
}

export function minus(this: FilterScope, input: unknown, other: unknown): LiquidNumber {
  return combined(input, other, (a, b, scale) => [a - b, scale]);
}

export function times(this: FilterScope, input: unknown, other: unknown): LiquidNumber {
  return combined(input, other, (a, b, scale) => [a * b, scale * 2]);
}

/** Two integers divide to an integer, rounded down. */
export function divided_by(this: FilterScope, input: unknown, other: unknown): LiquidNumber {
  const [a, b] = [decimalOf(input), decimalOf(other)];
  if (b.digits === 0n) throw filterError('divided by 0');
  if (!a.isFloat && !b.isFloat) return integerOf(floorDivide(a.digits, b.digits));
  return floatOf(Number(numberOfDecimal(a)) / Number(numberOfDecimal(b)));
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

/** Half away from zero, on the decimal value. */
export function round(this: FilterScope, input: unknown, digits: unknown = 0): LiquidNumber {
  const places = integerIn(digits);
  const value = decimalOf(input);
  if (places >= value.scale) return places === 0 ? integerOf(value.digits) : numberOfDecimal(value);
  if (places < -400) return 0;
  const rounded = roundedTo(value, places);
  const isFloat = value.isFloat && places > 0;
  return numberOfDecimal(
    places > 0
      ? { digits: rounded, scale: places, isFloat }
      : { digits: rounded * 10n ** BigInt(-places), scale: 0, isFloat },
  );
}

function roundedTo(value: Decimal, places: number): bigint {
  const unit = 10n ** BigInt(value.scale - places);
  const size = value.digits < 0n ? -value.digits : value.digits;
  const rounded = (size + unit / 2n) / unit;
  return value.digits < 0n ? -rounded : rounded;
}

export function at_least(this: FilterScope, input: unknown, least: unknown): LiquidNumber {
  const [a, b] = [numberIn(input), numberIn(least)];
  return compareNumbers(a, b) < 0 ? b : a;
}

export function at_most(this: FilterScope, input: unknown, most: unknown): LiquidNumber {
  const [a, b] = [numberIn(input), numberIn(most)];
  return compareNumbers(a, b) > 0 ? b : a;
}
