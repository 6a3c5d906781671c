import fc from 'fast-check';
import { idempotencyKeyOf } from './idempotency-key.ts';

const keyOf = (...values: string[]) => idempotencyKeyOf({ 'idempotency-key': values });

describe('the idempotency key of a call', () => {
  it('is none without the header', () => {
    expect(idempotencyKeyOf({})).toBeUndefined();
  });

  it.each([
    ['abc', 'abc'],
    [' abc ', 'abc'],
    ['"abc"', 'abc'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['a"b', 'a"b'],
    ['a,b', 'a,b'],
    ['x'.repeat(255), 'x'.repeat(255)],
    [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
  ])('of %j is %j', (value, key) => {
    expect(keyOf(value)).toBe(key);
  });

  it.each([
    '',
    '""',
    '"',
    '"abc',
    '"abc"x',
    '"a\\b"',
    'a b',
    '"a b"',
    'é',
    'a\tb',
    'x'.repeat(256),
  ])('is refused when it is %j', (value) => {
    expect(keyOf(value)).toMatchObject({ code: 'idempotency_key_invalid', status: 400 });
  });

  it('is refused when there are two', () => {
    expect(keyOf('a', 'b')).toMatchObject({ code: 'idempotency_key_invalid' });
  });

  it('is the same bare and quoted, for any key that may stand bare', () => {
    const char = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
    const bare = fc
      .string({ unit: char, minLength: 1, maxLength: 255 })
      .filter((key) => !key.startsWith('"'));

    fc.assert(
      fc.property(bare, (key) => {
        expect(keyOf(key)).toBe(key);
        expect(keyOf(`"${key.replaceAll(/["\\]/g, '\\$&')}"`)).toBe(key);
      }),
    );
  });
});
