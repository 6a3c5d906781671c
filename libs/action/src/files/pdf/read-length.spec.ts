import fc from 'fast-check';
import { asLength } from './read-length.ts';

const refuse = (message: string): never => {
  throw new Error(message);
};
const read = asLength(0, 200);

it.each([
  ['1in', 1],
  ['25.4 mm', 1],
  ['2.54CM', 1],
  ['96px', 1],
  ['72pt', 1],
  ['48', 0.5],
  [96, 1],
  ['.5in', 0.5],
])('reads %s as %s in', (length, inches) => {
  expect(read(length, refuse)).toBeCloseTo(inches, 9);
});

it.each(['', 'in', '1 in 2', '-1in', '1e3px', '201in', null, true, Number.NaN])(
  'refuses %s',
  (length) => {
    expect(() => read(length, refuse)).toThrow('must be a length of 0 to 200 in');
  },
);

it('for any text, is within its bounds or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^[\d. ]{0,12}(in|mm|cm|px|pt)?$/)),
      (text) => {
        let inches = 0;
        try {
          inches = read(text, refuse);
        } catch {
          return;
        }
        expect(inches >= 0 && inches <= 200).toBe(true);
      },
    ),
  );
});
