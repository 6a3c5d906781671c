import fc from 'fast-check';
import { type A1Range, readA1, writeA1 } from './a1-notation.ts';

it.each([
  ['A1', { cells: 'A1' }],
  ['a1:c10', { cells: 'A1:C10' }],
  [' $B$2:D ', { cells: '$B$2:D' }],
  ['A:A', { cells: 'A:A' }],
  ['3:5', { cells: '3:5' }],
  ['A5:A', { cells: 'A5:A' }],
  ['Sheet1!A1', { sheet: 'Sheet1', cells: 'A1' }],
  ['My Sheet!A1:B2', { sheet: 'My Sheet', cells: 'A1:B2' }],
  ["'It''s 2026'!B2", { sheet: "It's 2026", cells: 'B2' }],
  ["'A1'!B2", { sheet: 'A1', cells: 'B2' }],
  ["'Wow!'!B2", { sheet: 'Wow!', cells: 'B2' }],
  ['Wow!!B2', { sheet: 'Wow!', cells: 'B2' }],
  ["'My Sheet'", { sheet: 'My Sheet' }],
  ["'A1'", { sheet: 'A1' }],
  ['Sheet1', { sheet: 'Sheet1' }],
  ['Umsätze 2026', { sheet: 'Umsätze 2026' }],
])('reads %s', (text, range) => {
  expect(readA1(text)).toEqual(range);
});

it.each([
  '',
  ' ',
  'A1:',
  ':A1',
  'A1:B2:C3',
  'A1;B2',
  '1',
  'A1,B2',
  'Sheet1!',
  '!A1',
  "'Sheet1!A1",
  "'Sheet1'A1",
  "''!A1",
  'Sheet1!Sheet2',
  'Sheet1!AAAA1',
])('does not take %j for A1 notation', (text) => {
  expect(readA1(text)).toBeUndefined();
});

it('writes names in quotes, so that none is taken for cells', () => {
  expect(writeA1({ sheet: 'A1' })).toBe("'A1'");
  expect(writeA1({ sheet: "It's", cells: 'A1:B2' })).toBe("'It''s'!A1:B2");
});

describe('for any sheet and cells', () => {
  const column = fc.stringMatching(/^\$?[A-Z]{1,3}$/);
  const row = fc.integer({ min: 1, max: 99_999_999 }).map(String);
  const cell = fc.tuple(column, row).map((parts) => parts.join(''));
  const cells = fc.oneof(
    cell,
    fc.tuple(cell, fc.oneof(cell, column, row)).map((corners) => corners.join(':')),
    fc.tuple(column, column).map((corners) => corners.join(':')),
    fc.tuple(row, row).map((corners) => corners.join(':')),
  );
  const sheet = fc.string({ minLength: 1, unit: 'grapheme' });

  it('what is written is read as the same', () => {
    fc.assert(
      fc.property(sheet, fc.option(cells, { nil: undefined }), (name, given) => {
        const range = { sheet: name, ...(given === undefined ? {} : { cells: given }) };
        expect(readA1(writeA1(range))).toEqual(range);
      }),
    );
  });

  it('cells alone are read as cells, in any case', () => {
    fc.assert(
      fc.property(cells, (text) => {
        expect(readA1(text)).toEqual({ cells: text });
        expect(readA1(text.toLowerCase())).toEqual({ cells: text });
      }),
    );
  });

  it('whatever a text is read as, it stays when it is written', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^'?[A-C1-3'! ]{0,8}'?!?\$?[A-C]{0,2}[0-3]{0,2}:?[A-C]{0,2}[0-3]{0,2}$/),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const range = readA1(text);
        if (range === undefined) return;
        const whole: Required<Pick<A1Range, 'sheet'>> & A1Range = { sheet: 'Other', ...range };
        expect(readA1(writeA1(whole))).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  });
});
