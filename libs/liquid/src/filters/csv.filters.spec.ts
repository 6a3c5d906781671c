import { printed } from '../testing/index.ts';

const csv = (rows: string, options = ''): string =>
  printed(`{{ rows | csv${options} }}`, `{"rows":${rows}}`);

describe('csv', () => {
  it.each([
    ['[]', ''],
    ['null', ''],
    ['[[]]', '\n'],
    ['[["a"],["b"]]', 'a\nb\n'],
    ['[["", null, " "]]', '"",, \n'],
    [String.raw`[["a,b","c\"d","e\nf","g\rh"]]`, '"a,b","c""d","e\nf","g\rh"\n'],
    ['[[1.0, true, 12345678901234567890]]', '1.0,true,12345678901234567890\n'],
    ['[["a;b"]]', 'a;b\n'],
    ['[[[1,"x"]]]', '"[1, ""x""]"\n'],
  ])('writes %s', (rows, text) => {
    expect(csv(rows)).toBe(text);
  });

  it('takes the delimiter by position or by name', () => {
    const rows = '[["a","b;c","d,e"]]';

    expect(csv(rows, ': ";"')).toBe('a;"b;c";d,e\n');
    expect(csv(rows, ': delimiter: ";"')).toBe('a;"b;c";d,e\n');
    expect(csv('[["a||b","c|d"]]', ': "||"')).toBe('"a||b"||c|d\n');
  });

  it('begins with a byte order mark when asked to', () => {
    expect(csv('[["a"]]', ': include_bom: true')).toBe('\ufeffa\n');
    expect(csv('[["a"]]', ': include_bom: false')).toBe('a\n');
  });

  it.each(['[["a"],"b"]', '[["a"],null]', '[["a"],{"b":1}]'])(
    'refuses %s: a row that is no array',
    (rows) => {
      expect(csv(rows)).toBe('error: csv: row 2 is not an array');
    },
  );

  it('takes up to 16 characters as a delimiter', () => {
    expect(csv('[[1,2]]', ': "0123456789abcdef"')).toBe('10123456789abcdef2\n');
    expect(csv('[[1,2]]', ': "0123456789abcdefg"')).toMatch(/^error: csv: the delimiter must be/);
  });

  it.each(['""', "'\"'", 'newline'])('refuses %s as a delimiter', (delimiter) => {
    expect(csv('[["a"]]', `: ${delimiter}`)).toMatch(/^error: csv: the delimiter must be/);
  });
});
