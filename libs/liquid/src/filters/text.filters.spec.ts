import fc from 'fast-check';
import { printedBy } from '../testing/index.ts';

const withText = (template: string, s: unknown): string => printedBy(template, { context: { s } });

describe('the text filters', () => {
  it.each([
    ['{{ "mill" | append: "wright" }}', 'millwright'],
    ['{{ "wright" | prepend: "mill" }}', 'millwright'],
    ['{{ nums | append: "" }}', '[3, 1, 2]'],
    ['{{ 1.0 | append: 2 }}', '1.02'],
    ['{{ h | prepend: "" }}', '{"a"=>1, "b"=>nil, "c"=>"x"}'],
    ['{{ nothing | append: nothing | size }}', '0'],
    ['{{ "straße" | upcase }}', 'STRASSE'],
    ['{{ "ÉCOLE" | downcase }}', 'école'],
    ['{{ "MILL wright" | capitalize }}', 'Mill wright'],
    ['{{ "" | capitalize | size }}', '0'],
    ['{{ "  x " | strip | size }}', '1'],
    ['{{ "  x " | lstrip | size }}', '2'],
    ['{{ "  x " | rstrip | size }}', '3'],
    ['{{ text | strip_newlines }}', 'onetwothree'],
    ['{{ text | newline_to_br | strip_newlines }}', 'one<br />two<br />three'],
    ['{{ html | strip_html }}', 'Hi you'],
    ['{{ "<STYLE>a{}</style>b<!-- <i> -->c<br\n/>d" | strip_html }}', 'bcd'],
    ['{{ "1 < 2" | strip_html }}', '1 < 2'],
    ['{{ \'<a t="x">\' | escape }}', '&lt;a t=&quot;x&quot;&gt;'],
    ['{{ "\'&" | escape }}', '&#39;&amp;'],
    ['{{ "a &amp; b & c" | escape_once }}', 'a &amp; b &amp; c'],
    ['{{ "&#39; &x; &y <" | escape_once }}', '&#39; &x; &amp;y &lt;'],
    ['{{ "1-1-1" | replace: "1", "2" }}', '2-2-2'],
    ['{{ "1-1-1" | replace_first: "1", "2" }}', '2-1-1'],
    ['{{ "1-1-1" | replace_last: "1", "2" }}', '1-1-2'],
    ['{{ "1-1-1" | replace: "1" }}', '--'],
    ['{{ "1-1-1" | replace_first: "1" }}', '-1-1'],
    ['{{ "a.b$c" | replace: ".", "$&" }}', 'a$&b$c'],
    ['{{ "ab" | replace: "", "-" }}', '-a-b-'],
    ['{{ "ab" | replace_first: "", "-" }}', '-ab'],
    ['{{ "ab" | replace_last: "", "-" }}', 'ab-'],
    ['{{ 121 | replace: 1, 3 }}', '323'],
    ['{{ text | replace: newline, "," }}', 'one,two,three'],
    ['{{ text | replace_first: newline, "," | replace_last: newline, ";" }}', 'one,two;three'],
    ['{{ "one two one" | remove: "one" | strip }}', 'two'],
    ['{{ "one two one" | remove_first: "one " }}', 'two one'],
    ['{{ "one two one" | remove_last: " one" }}', 'one two'],
    ['{{ text | remove: newline }}', 'onetwothree'],
    ['{{ "ab" | remove: "" }}', 'ab'],
    ['{{ "a,b,,c,," | split: "," | json }}', '["a","b","","c"]'],
    ['{{ " a  b " | split: " " | json }}', '["a","b"]'],
    ['{{ text | split: newline | size }}', '3'],
    ['{{ "a😀é" | split: "" | json }}', '["a","😀","é"]'],
    ['{{ "ab" | split: nothing | json }}', '["a","b"]'],
    ['{{ "" | split: "," | json }}', '[]'],
    ['{{ "" | split: "" | json }}', '[]'],
    ['{{ ",," | split: "," | json }}', '[]'],
    ['{{ nothing | split: "," | json }}', '[]'],
    ['{{ "1.2" | split: "." | json }}', '["1","2"]'],
    ['{{ "windmill" | slice: 4, 4 }}', 'mill'],
    ['{{ "windmill" | slice: -4, 2 }}', 'mi'],
    ['{{ "windmill" | slice: "1" }}', 'i'],
    ['{{ "a😀b" | slice: 1, 2 }}', '😀b'],
    ['{{ "abc" | slice: 9 | size }}', '0'],
    ['{{ "abc" | slice: -9, 2 | size }}', '0'],
    ['{{ "abc" | slice: 1, -1 | size }}', '0'],
    ['{{ 12345 | slice: 1, 2 }}', '23'],
    ['{{ "abc" | slice: "x" }}', 'error: invalid integer'],
    ['{{ "abc" | slice: 1.0 }}', 'error: invalid integer'],
    ['{{ "abc" | slice: " +1 " }}', 'b'],
    ['{{ "abc" | slice: "\u00a01" }}', 'error: invalid integer'],
    ['{{ "abc" | slice: 0, "x" }}{{ "abc" | truncate: true }}', 'error: invalid integer'],
    ['{{ "abc" | slice: 1, 2, 3 }}', 'error: slice: wrong number of arguments'],
    ['{{ "The quick brown fox" | truncate: 12 }}', 'The quick...'],
    ['{{ "The quick brown fox" | truncate: 9, "…" }}', 'The quic…'],
    ['{{ "abc" | truncate: 3 }}', 'abc'],
    ['{{ "abcd" | truncate: 2 }}', '...'],
    [
      '{{ "123456789 123456789 123456789 123456789 123456789 1" | truncate | size }}{{ "123456789 123456789 123456789 123456789 123456789 1" | truncate: 50, "" | size }}',
      '5050',
    ],
    ['{{ "😀😀😀😀" | truncate: 2, "" }}', '😀😀'],
    ['{{ nothing | truncate: 3 | json }}', 'null'],
    ['{{ "The  quick brown fox" | truncatewords: 2 }}', 'The quick...'],
    ['{{ "  The  quick " | truncatewords: 2 }}', '  The  quick '],
    ['{{ "a b" | truncatewords: 0, "-" }}', 'a-'],
    ['{{ "héé" | size }}', '3'],
    ['{{ "😀" | size }}', '1'],
    ['{{ h | size }}', '3'],
    ['{{ nums | size }}{{ (1..4) | size }}{{ 12 | size }}{{ true | size }}{{ x | size }}', '34000'],
    ['{{ 1 | pluralize: "task", "tasks" }}', 'task'],
    ['{{ 0 | pluralize: "task", "tasks" }}', 'tasks'],
    ['{{ "1" | pluralize: "task", "tasks" }}', 'task'],
    ['{{ 1.0 | pluralize: "task", "tasks" }}', 'task'],
    ['{{ 1.5 | pluralize: "task", "tasks" }}', 'tasks'],
    ['{{ -1 | pluralize: "task", "tasks" }}', 'tasks'],
    ['{{ nothing | pluralize: "task", "tasks" }}', 'tasks'],
    ['{{ "  a|    b" | replace: "|", newline | unindent | json }}', '"a\\n  b"'],
    ['{{ "   a||  b| |" | replace: "|", newline | unindent | json }}', '" a\\n\\nb\\n\\n"'],
    ['{{ "|  a|    b" | replace: "|", newline | unindent | json }}', '"\\na\\n  b"'],
    ['{{ "a|  b" | replace: "|", newline | unindent | json }}', '"a\\n  b"'],
    ['{{ "" | unindent | json }}', '""'],
  ])('%s prints %s', (template, output) => {
    expect(printedBy(template)).toBe(output);
  });

  it.each(['strip', 'lstrip', 'rstrip'])('%s takes only ASCII whitespace away', (filter) => {
    expect(withText(`{{ s | ${filter} | json }}`, '\u00a0x\u00a0')).toBe('"\u00a0x\u00a0"');
    expect(withText(`{{ s | ${filter} | size }}`, '\t\n\v\f\r ')).toBe('0');
  });

  it.each(['escape', 'url_encode', 'truncate', 'date', 'first', 'last'])(
    '%s gives nil for nil',
    (filter) => {
      expect(printedBy(`{{ nothing | ${filter} | json }}`)).toBe('null');
    },
  );

  it.each([
    'append: "x"',
    'upcase',
    'downcase',
    'capitalize',
    'strip',
    'strip_newlines',
    'newline_to_br',
    'strip_html',
    'escape_once',
    'url_decode',
    'replace: "a", "b"',
    'replace_last: "a", "b"',
    'remove: "a"',
    'truncatewords',
    'unindent',
    'slice: 0',
  ])('%s takes nil for an empty text', (filter) => {
    expect(printedBy(`{{ nothing | ${filter} | json }}`)).toBe(
      printedBy(`{{ "" | ${filter} | json }}`),
    );
  });

  // None of these ends in a test's time when it takes quadratic time.
  it.each([
    ['strip_html', '<script '.repeat(200_000), 1_600_000],
    ['strip_html', '<'.repeat(1_000_000), 1_000_000],
    ['escape_once', '&a'.repeat(500_000), 3_000_000],
    ['unindent', ' \n'.repeat(500_000), 1_000_000],
    ['truncatewords', 'x '.repeat(500_000), 32],
  ])('%s ends on a text made to keep it busy', (filter, s, size) => {
    expect(withText(`{{ s | ${filter} | size }}`, s)).toBe(String(size));
  });
});

describe('for any text', () => {
  const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });

  it('what split cuts, join puts together, but for empty parts at the end', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', ';') }), (s) => {
        expect(withText('{{ s | split: "," | join: "," }}', s)).toBe(s.replace(/,+$/, ''));
      }),
    );
  });

  it('truncate gives no more characters than it is asked for', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 3, max: 30 }), (s, length) => {
        const size = Number(withText(`{{ s | truncate: ${length} | size }}`, s));

        expect(size).toBe(Math.min([...s].length, length));
      }),
    );
  });

  it('unindent keeps the lines and all but the leading whitespace', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r\n', 'a') }), (s) => {
        const output = JSON.parse(withText('{{ s | unindent | json }}', s)) as string;

        expect(output.replace(/^[ \t]+/gm, '')).toBe(s.replace(/^[ \t]+/gm, ''));
        expect(JSON.parse(withText('{{ s | unindent | unindent | json }}', s))).toBe(output);
      }),
    );
  });
});
