import fc from 'fast-check';
import { printed, strictScope } from '../testing/index.ts';
import { parse_csv } from './parse-csv.filters.ts';

const parsed = (text: string, options = ''): string =>
  printed(`{{ text | parse_csv${options} | json }}`, { text });

describe('parse_csv', () => {
  it.each([
    ['', '[]'],
    ['a', '[["a"]]'],
    ['a,b\n1,2\n', '[["a","b"],["1","2"]]'],
    ['a\r\nb\rc\n', '[["a"],["b"],["c"]]'],
    ['\ufeffa,b', '[["a","b"]]'],
    ['a\n\n\r\nb\n', '[["a"],["b"]]'],
    [',\n', '[[null,null]]'],
    ['"",', '[["",null]]'],
    [' a , "b" x'.replaceAll('"', ''), '[[" a "," b x"]]'],
    ['"a ""b"" c","d\ne,f"', String.raw`[["a \"b\" c","d\ne,f"]]`],
    ['a,b\n1\n1,2,3', '[["a","b"],["1"],["1","2","3"]]'],
    ['1.0,true', '[["1.0","true"]]'],
    ['é,😀', '[["é","😀"]]'],
  ])('reads %j', (text, json) => {
    expect(parsed(text)).toBe(json);
  });

  it('takes nil for the empty text', () => {
    expect(printed('{{ missing | parse_csv | json }}')).toBe('[]');
  });

  it('takes the delimiter by position or by name', () => {
    expect(parsed('a;b,c', ': ";"')).toBe('[["a","b,c"]]');
    expect(parsed('a;b,c', ': delimiter: ";"')).toBe('[["a","b,c"]]');
    expect(parsed('a;b\n1;2', ': ";", headers: true')).toBe('[{"a":"1","b":"2"}]');
    expect(printed('{{ t | parse_csv: delimiter: tab | json }}', { t: 'a\tb', tab: '\t' })).toBe(
      '[["a","b"]]',
    );
  });

  it('refuses a delimiter that is none', () => {
    expect(parsed('a', ': ""')).toMatch(/^error: parse_csv: the delimiter must be/);
  });

  it.each([
    [
      'drops surplus cells, and what is missing is nil',
      'a,b\n1\n1,2,3',
      '[{"a":"1","b":null},{"a":"1","b":"2"}]',
    ],
    ['has nothing without a second row', 'a,b\n', '[]'],
    ['has nothing without a row', '', '[]'],
    ['keeps the first of equal names', 'a,a,b\n1,2,3', '[{"a":"1","b":"3"}]'],
    ['has the first column without a name by ""', 'a,,\n1,2,3', '[{"a":"1","":"2"}]'],
    ['keeps the order of the columns', '10,2,1\na,b,c', '[{"10":"a","2":"b","1":"c"}]'],
    [
      'takes names that JavaScript gives a meaning',
      '__proto__,constructor\n1,2',
      '[{"__proto__":"1","constructor":"2"}]',
    ],
    ['finds names behind a byte order mark', '\ufeffa\n1', '[{"a":"1"}]'],
  ])('with headers: %s', (_, text, json) => {
    expect(parsed(text, ': headers: true')).toBe(json);
  });

  it.each([
    ['a quote behind a space', 'a\r\nb, "c"', 2],
    ['a quote amid a cell', 'a,b\nc,d"e', 2],
    ['text behind a closing quote', 'a\n"b" c\n', 2],
    ['a quote that is never closed', 'a\nb\n"c\n', 3],
  ])('names the line of %s', (_, text, line) => {
    expect(parsed(text)).toBe(`error: parse_csv: malformed quoting in line ${line}`);
  });
});

describe('for any rows', () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', '"', '\r\n', ',;', '\ufeff'),
  );
  // A row of one nil is a blank line, and a byte order mark at the start of the text belongs to no cell.
  const rows = fc
    .array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 5 })
    .filter(([row]) => !row?.[0]?.startsWith('\ufeff'));

  it.each([',', ';', '\t', '||'])('csv and parse_csv give them back: %j', (delimiter) => {
    fc.assert(
      fc.property(rows, (given) => {
        const context = { given, delimiter };

        expect(printed('{{ given | csv: delimiter | parse_csv: delimiter | json }}', context)).toBe(
          JSON.stringify(given),
        );
      }),
    );
  });
});

describe('for any text', () => {
  it('parse_csv ends with rows or names a line', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', '""', ',', '\n', '\r\n', '\ufeff', 'a'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(parsed(pieces.join(''))).toMatch(/^(?:\[.*\]|error: parse_csv: .* in line \d+)$/s);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a CSV text that tries to starve the runner', () => {
  it.each([
    ['cells', ','.repeat(600_000)],
    ['rows', 'a\n'.repeat(300_000)],
    ['hashes', `${'1,'.repeat(100)}\n${'1\n'.repeat(100_000)}`],
    ['text', `"${'x'.repeat(20_000_000)}"`],
  ])('pays for its %s', (_, text) => {
    const scope = strictScope(24 * 1024 * 1024, { headers: true });

    expect(() => parse_csv.call(scope, text)).toThrow('more than 24 MB');
  });
});
