import { JsonNumber } from '@millwright/kernel';
import { LiquidRunError } from '../liquid.errors.ts';
import { stripped } from './whitespace.ts';
import { withoutMatch } from './match.ts';
import { floatOf, integerOf, isFloat, numberText, type LiquidNumber } from './numbers.ts';

const MAX_DIGITS = 1_000;
const QUOTIENT_DIGITS = 40;
const DECIMAL_TEXT = /^-?\d+\.\d+$/;
const LEADING_INTEGER = /^[+-]?\d+/;
const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** digits / 10^scale, and whether a result made with it is a float. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
  readonly isFloat: boolean;
}

/** What a number filter takes a value for: numbers as they are, text by its leading number, anything else as 0. */
export function decimalOf(given: unknown): Decimal {
  const value = withoutMatch(given);
  if (typeof value === 'string') return decimalOfText(value);
  if (typeof value !== 'number' && !(value instanceof JsonNumber)) return integer(0n);
  if (!isFloat(value)) return integer(bigintOf(numberText(value)));
  const number = Number(value);
  if (!Number.isFinite(number)) throw new LiquidRunError('liquid_render', 'number out of range');
  return fraction(String(number));
}

function decimalOfText(text: string): Decimal {
  const trimmed = stripped(text);
  if (DECIMAL_TEXT.test(trimmed)) return fraction(trimmed);
  return integer(bigintOf(LEADING_INTEGER.exec(trimmed)?.[0] ?? '0'));
}

const integer = (digits: bigint): Decimal => ({ digits, scale: 0, isFloat: false });

function fraction(text: string): Decimal {
  const [, sign = '', whole = '0', part = '', exponent = '0'] = PARTS.exec(text) ?? [];
  const scale = part.length - Number(exponent);
  const digits = bigintOf(sign + whole + part);
  return scale >= 0
    ? { digits, scale, isFloat: true }
    : { digits: digits * 10n ** BigInt(-scale), scale: 0, isFloat: true };
}

// BigInt works on any length in one uninterruptible step, so the length is bounded.
function bigintOf(text: string): bigint {
  if (text.length > MAX_DIGITS) {
    throw new LiquidRunError('liquid_render', `a number of more than ${MAX_DIGITS} digits`);
  }
  return BigInt(text.startsWith('+') ? text.slice(1) : text);
}

/** Two decimals as integers of one scale. */
export function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [scaled(a, scale), scaled(b, scale), scale];
}

/** The digits of a decimal at a larger scale. */
export const scaled = ({ digits, scale }: Decimal, wanted: number): bigint =>
  digits * 10n ** BigInt(wanted - scale);

/** A decimal as a script's number. */
export function numberOfDecimal(value: Decimal): LiquidNumber {
  if (!value.isFloat) {
    const text = value.digits.toString();
    if (text.length > MAX_DIGITS) bigintOf(text);
    return integerOf(value.digits);
  }
  const number = Number(`${value.digits}e${-value.scale}`);
  if (!Number.isFinite(number)) throw new LiquidRunError('liquid_render', 'number out of range');
  return floatOf(number);
}

/** Division that rounds towards minus infinity. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** A sum, exact. */
export function added(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  return { digits: left + right, scale, isFloat: a.isFloat || b.isFloat };
}

/** A quotient with more digits than a float has, the last one 1 where more would follow. */
export function quotientOf(a: Decimal, b: Decimal): Decimal {
  const [left, right] = aligned(a, b);
  const missing = digitCount(right) - digitCount(left) + QUOTIENT_DIGITS;
  const scale = Math.max(0, missing);
  const dividend = left * 10n ** BigInt(scale);
  const inexact = dividend % right === 0n ? 0n : left < 0n !== right < 0n ? -1n : 1n;
  return { digits: (dividend / right) * 10n + inexact, scale: scale + 1, isFloat: true };
}

const digitCount = (value: bigint): number => value.toString().length;

/** A decimal with at most so many places, half away from zero; negative places round before the point. */
export function roundedTo(value: Decimal, places: number): Decimal {
  if (places >= value.scale) return value;
  const { digits, scale, isFloat } = value;
  // Below its first digit nothing is left of a number.
  if (scale - places > digitCount(digits) + 1) return { digits: 0n, scale: 0, isFloat };
  const unit = 10n ** BigInt(scale - places);
  const size = ((digits < 0n ? -digits : digits) + unit / 2n) / unit;
  const rounded = digits < 0n ? -size : size;
  return places >= 0
    ? { digits: rounded, scale: places, isFloat }
    : { digits: rounded * 10n ** BigInt(-places), scale: 0, isFloat };
}
