import { describe, expect, it } from '@jest/globals';
import { JsonNumber } from '@millwright/kernel';
import fc from 'fast-check';
import { compareNumbers } from './compare-numbers.ts';

const compared = (left: string, right: string): number =>
  Math.sign(compareNumbers(new JsonNumber(left), new JsonNumber(right)));

describe('numbers', () => {
  it.each([
    ['1', '1.0', 0],
    ['1e3', '1000', 0],
    ['-0', '0.0', 0],
    ['0e9', '0', 0],
    ['0.1', '0.10000000000000000001', -1],
    ['12345678901234567891', '12345678901234567890', 1],
    ['-12345678901234567891', '-12345678901234567890', -1],
    ['9', '10', -1],
    ['0.09', '0.1', -1],
    ['-1', '1', -1],
    ['-5', '0', -1],
    ['1e-400', '0', 1],
    ['1e400', '1e399', 1],
    ['100e-2', '1', 0],
  ])('%s and %s compare by every digit', (left, right, order) => {
    expect(compared(left, right)).toBe(order);
    expect(compared(right, left)).toBe(-order + 0);
  });

  it('for any two numbers compare as the numbers do', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), (a, b) => {
        expect(Math.sign(compareNumbers(a, b))).toBe(Math.sign(a < b ? -1 : a > b ? 1 : 0));
        expect(compareNumbers(a, a)).toBe(0);
      }),
    );
  });

  it('for any two whole numbers compare as they do without rounding', () => {
    const digits = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(digits, fc.bigInt({ min: -3n, max: 3n }), (a, step) => {
        const b = a + step;
        expect(compared(String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});
