import fc from 'fast-check';
import type { AnyText } from './any-json.ts';

const text = (shape: string, isFine: boolean) => (made: string) => ({ text: made, isFine, shape });

const word = fc.stringMatching(/^[a-z0-9_.-]{1,8}$/);
const quoted = fc.string({ unit: 'binary', maxLength: 20 }).map(encodeText);

/** Pairs whose names never contradict each other: each has a first word of its own. */
const finePairs = fc.array(
  fc.tuple(fc.constantFrom('', '[]', '[b]', '[b][c]', '[][x]', ']', '['), quoted),
  {
    minLength: 1,
    maxLength: 30,
  },
);

/** A form or a query that must be taken. */
export const fineForm: fc.Arbitrary<AnyText> = fc.oneof(
  {
    weight: 4,
    arbitrary: finePairs
      .map((pairs) => pairs.map(([name, value], n) => `n${n}${name}=${value}`).join('&'))
      .map(text('form', true)),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 4_096 })
      .map((count) => Array.from({ length: count }, () => 'a[]=1').join('&'))
      .map(text('form many pairs', true)),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 32 })
      .map((depth) => `a${'[b]'.repeat(depth)}=1`)
      .map(text('form deep', true)),
  },
  {
    weight: 1,
    arbitrary: word
      .map((name) => `${'&'.repeat(5_000)}${name}`)
      .map(text('form of ampersands', true)),
  },
);

/** A form or a query that must be refused. */
export const brokenForm: fc.Arbitrary<AnyText> = fc.oneof(
  fc
    .constantFrom('a=%zz', 'a=%', 'a=%f', '%=1', 'a=%ff', 'a[b]=%c3', 'a=%ed%a0%80')
    .map(text('form badly encoded', false)),
  fc
    .constantFrom('a=1&a[b]=2', 'a[]=1&a[b]=2', 'a[b]=1&a[]=2', 'a[b]=1&a[b][c]=2')
    .map(text('form that contradicts itself', false)),
  fc
    .integer({ min: 4_097, max: 6_000 })
    .map((count) => Array.from({ length: count }, () => 'a=1').join('&'))
    .map(text('form bomb', false)),
  fc
    .integer({ min: 33, max: 1_000 })
    .map((depth) => `a${'[b]'.repeat(depth)}=1`)
    .map(text('form too deep', false)),
);

function encodeText(raw: string): string {
  return Buffer.from(raw, 'utf8').reduce(
    (text, byte) =>
      text +
      (byte >= 0x61 && byte <= 0x7a
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`),
    '',
  );
}
