import type { JsonNumber } from '@millwright/kernel';

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Whether a JSON number is below (negative), equal to (0) or above another, by all their digits. Exponents past 2^53
 * are too large to be told apart.
 */
export function compareNumbers(left: number | JsonNumber, right: number | JsonNumber): number {
  const [a, b] = [partsOf(String(left)), partsOf(String(right))];
  if (a.sign !== b.sign) return a.sign - b.sign;
  return a.sign < 0 ? compareMagnitudes(b, a) : compareMagnitudes(a, b);
}

/** `0.<digits>` times ten to the power of `exponent`; digits begin and end with another one than 0. */
interface Parts {
  sign: -1 | 0 | 1;
  digits: string;
  exponent: number;
}

function partsOf(text: string): Parts {
  const [, minus, whole = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  const written = whole + fraction;
  const begun = written.replace(/^0+/, '');
  if (begun === '') return { sign: 0, digits: '', exponent: 0 };
  return {
    sign: minus === '-' ? -1 : 1,
    digits: withoutTrailingZeros(begun),
    exponent: Number(power) + whole.length - (written.length - begun.length),
  };
}

function compareMagnitudes(a: Parts, b: Parts): number {
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -1 : 1;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -1 : 1;
}

/** By hand: a pattern for it takes the square of the zeros inside. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
