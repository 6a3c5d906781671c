import fc from 'fast-check';
import { printed } from '../testing/index.ts';

describe('e164', () => {
  it.each([
    ['+44 20 7946 0958', '442079460958'],
    ['44 20 7946 0958', '442079460958'],
    ['12025550143', '12025550143'],
    ['+49 (0)30 901820', '4930901820'],
    ['+1-202-555-0143 ext. 12', '12025550143'],
    [' +1.202.555.0143 ', '12025550143'],
  ])('makes of %s %s', (text, digits) => {
    expect(printed('{{ text | e164 }}', { text })).toBe(digits);
  });

  it.each([
    '',
    '202-555-0143',
    '+1 202 555 014',
    '+1 999 999 9999',
    'call me',
    '+',
    '0'.repeat(9_999),
  ])('is nil for %s', (text) => {
    expect(printed('{{ text | e164 | json }}', { text })).toBe('null');
  });

  it('takes a number for its digits and nil for none', () => {
    expect(printed('{{ 12025550143 | e164 }}|{{ missing | e164 | json }}')).toBe(
      '12025550143|null',
    );
  });

  it('gives digits or nil for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(printed('{{ text | e164 | json }}', { text })).toMatch(/^(?:null|"\d+")$/);
      }),
    );
  });
});
