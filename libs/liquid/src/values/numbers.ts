import { JsonNumber } from '@millwright/kernel';

/** A number of a script: a plain number, or one whose digits or fraction a plain number would lose. */
export type LiquidNumber = number | JsonNumber;

export const isNumber = (value: unknown): value is LiquidNumber =>
  typeof value === 'number' || value instanceof JsonNumber;

/** Whether a number is a float: `1.0` is one, `1` is an integer of any size. */
export const isFloat = (value: LiquidNumber): boolean =>
  typeof value === 'number' ? !Number.isInteger(value) : /[.eE]/.test(value.text);

/** A float that stays one: `2` becomes `2.0`. */
export const floatOf = (value: number): LiquidNumber =>
  Number.isInteger(value) ? new JsonNumber(floatText(value)) : value;

/** An integer with all its digits. */
export const integerOf = (value: bigint): LiquidNumber => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : new JsonNumber(value.toString());
};

/** A number as a script prints it. */
export function numberText(value: LiquidNumber): string {
  if (isFloat(value)) return floatText(Number(value));
  return typeof value === 'number' ? BigInt(value).toString() : value.text;
}

/** Shortest digits that read back as the same float, as Ruby writes them: `2.0`, `1.0e+15`, `1.0e-05`. */
function floatText(value: number): string {
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? 'NaN' : value < 0 ? '-Infinity' : 'Infinity';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 1e-4)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    const power = exponent.replace(/[+-]/, '').padStart(2, '0');
    return `${digits.includes('.') ? digits : `${digits}.0`}e${sign}${power}`;
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** Below, above or the same: exact, also for integers of any size and between them and floats. */
export function compareNumbers(a: LiquidNumber, b: LiquidNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [Number(a), Number(b)];
  if (left !== right) return left < right ? -1 : 1;
  // As floats they are the same; only integers beyond 2^53 can differ still.
  if (isFloat(a) && isFloat(b)) return 0;
  if ((isFloat(a) || isFloat(b)) && !Number.isFinite(left)) return 0;
  return compareDigits(integerDigits(a), integerDigits(b));
}

const integerDigits = (value: LiquidNumber): string =>
  isFloat(value) ? BigInt(Number(value)).toString() : numberText(value);

// Not as BigInts: reading a million digits takes long and cannot be stopped.
function compareDigits(left: string, right: string): number {
  if (left === right) return 0;
  const sign = left.startsWith('-') ? -1 : 1;
  const isBelow = left.length === right.length ? left < right : left.length < right.length;
  return isBelow ? -sign : sign;
}
