import { printWithValues } from '../testing/print-with-values.ts';
import { printerOf, renderTextInThisThread } from '../testing/index.ts';
import { BinaryString } from './binary.ts';
import { RegexMatch } from './match.ts';

const context = `{
  "i": 12, "big": 123456789012345678901234567890, "f": 1.5, "whole": 2.0, "t": true, "no": false, "n": null,
  "a": [1, "a", null, [2, [null, "b"]]], "h": { "a": 1, "b": null, "c": [1.0], "d": { "e": "x" } },
  "s": "text", "wide": "a😀é"
}`;
const printed = printerOf(context);

describe('a value', () => {
  it.each([
    ['a string', 's', 'text', 'text', '"text"'],
    ['an integer', 'i', '12', '12', '12'],
    ['a negative literal', '-3', '-3', '-3', '-3'],
    ['an integer of any size', 'big', ...same('123456789012345678901234567890')],
    ['a long literal', '-123456789012345678901', ...same('-123456789012345678901')],
    ['a float', 'f', '1.5', '1.5', '1.5'],
    ['a whole float', 'whole', '2.0', '2.0', '2.0'],
    ['a float literal', '2.50', '2.5', '2.5', '2.5'],
    ['true', 't', 'true', 'true', 'true'],
    ['false', 'no', 'false', 'false', 'false'],
    ['nil', 'n', '', '', 'null'],
    ['what is missing', 'nothing.at.all', '', '', 'null'],
    ['an array', 'a', '1a2b', '[1, "a", nil, [2, [nil, "b"]]]', '[1,"a",null,[2,[null,"b"]]]'],
    [
      'a hash',
      'h',
      '{"a"=>1, "b"=>nil, "c"=>[1.0], "d"=>{"e"=>"x"}}',
      '{"a"=>1, "b"=>nil, "c"=>[1.0], "d"=>{"e"=>"x"}}',
      '{"a":1,"b":null,"c":[1.0],"d":{"e":"x"}}',
    ],
    ['a range', '(1..3)', '1..3', '1..3', '[1,2,3]'],
    ['blank', 'blank', '', '', '""'],
    ['empty', 'empty', '', '', '""'],
    ['a new array', 'array', '', '[]', '[]'],
    ['a new hash', 'hash', '{}', '{}', '{}'],
    ['a line feed', 'newline', '\n', '\n', '"\\n"'],
  ])('is printed, used as text and written as JSON: %s', (_, value, print, text, json) => {
    expect(printed(`{{ ${value} }}`)).toBe(print);
    expect(printed(`{{ ${value} | append: "" }}`)).toBe(text);
    expect(printed(`{{ ${value} | json }}`)).toBe(json);
  });

  it.each([
    ['1000000000000000.0', '1.0e+15'],
    ['999999999999999.0', '999999999999999.0'],
    ['0.0001', '0.0001'],
    ['0.00001', '1.0e-05'],
    ['0.0000123', '1.23e-05'],
    ['123456789012345680000.0', '1.2345678901234568e+20'],
    ['0.1', '0.1'],
    ['-0.0', '-0.0'],
  ])('that is the float %s prints as %s', (literal, text) => {
    expect(printed(`{{ ${literal} }}`)).toBe(text);
  });

  it.each([
    ['"', String.raw`\"`],
    ['\\', String.raw`\\`],
    ['\n\t\r', String.raw`\n\t\r`],
    ['\u0007\b\u000b\f\u001b', String.raw`\a\b\v\f\e`],
    ['\u0000\u001f\u007f\u0085', String.raw`\u0000\u001F\x7F\u0085`],
    ['#{x} #$y #@z # a', String.raw`\#{x} \#$y \#@z # a`],
    ['é😀/', 'é😀/'],
  ])('that is the text %j is inspected as %s', (text, inspected) => {
    expect(printWithValues('{{ h }}', { h: new Map([['k', text]]) })).toBe(`{"k"=>"${inspected}"}`);
  });

  it('is copied when it is assigned', () => {
    const source =
      '{% assign x = h %}{% assign x.d.e = 2 %}{% assign y = a %}{% assign y[3][1][0] = 9 %}{{ h.d.e }}{{ x.d.e }}{{ a }}{{ y }}';

    expect(printed(source)).toBe('x21a2b1a29b');
  });

  it.each(['0', '""', 'array', 'hash', 'blank', '0.0', 's', '(3..1)'])('%s is true', (value) => {
    expect(printed(`{% if ${value} %}true{% else %}false{% endif %}`)).toBe('true');
  });

  it.each(['nil', 'null', 'false', 'n', 'no', 'nothing'])('%s is false', (value) => {
    expect(printed(`{% if ${value} %}true{% else %}false{% endif %}`)).toBe('false');
  });

  it('counts characters by code points', () => {
    expect(
      printed('{{ wide.size }}{{ wide | size }}{{ wide.last }}{{ "x😀".last }}{{ "😀x".first }}'),
    ).toBe('33é😀😀');
  });
});

describe('a literal', () => {
  it.each([
    [String.raw`{{ "a\nb" | size }}`, '4'],
    [String.raw`{{ '\d+"' }}`, String.raw`\d+"`],
    ['{{ "it\'s" }}', "it's"],
    ['{{ "}}" }}', '}}'],
    ["{{ 'a }} b' | size }}", '6'],
    ['{{ 007 }}', '7'],
    ['{{ 1.0.size }}', ''],
    ['{% assign x = -3.50 %}{{ x }}', '-3.5'],
    [
      '{% assign null = 5 %}{% assign true = 6 %}{% assign blank = 7 %}{{ null }}{{ true }}{{ blank }}',
      'true',
    ],
    [
      '{% assign array = 5 %}{% assign hash = 6 %}{% assign newline = 7 %}{{ array | json }}{{ hash }}{{ newline }}',
      '[]{}\n',
    ],
    ['{% for array in (1..2) %}{{ array | json }}{% endfor %}', '[][]'],
    ['{% capture hash %}x{% endcapture %}{{ hash }}', '{}'],
    [
      '{% assign x = hash %}{% assign x.hash = 1 %}{% assign x.array = 2 %}{{ x.hash }}{{ x.array }}{{ x["newline"] }}',
      '12',
    ],
    ['{% assign h = hash %}{% assign h["k"] = array %}{{ h | json }}', '{"k":[]}'],
    ['{% assign x = array %}{% assign x[0] = 1 %}{% assign y = array %}{{ y.size }}', '0'],
    [
      '{{ (1..2.9) | join }}|{{ ("1".."3") | join }}|{{ (3..1) | join }}|{{ (nil..2) | join }}',
      '1 2|1 2 3||0 1 2',
    ],
    ['{{ ( i .. 14 ) | join: "," }}|{{ (a.size..5).size }}', '12,13,14|2'],
    ['{{ "a" | append: newline | append: "b" | size }}', '3'],
    ['{{ (" 2nd".."+3") }}|{{ (true.."x") }}|{{ (-1.9..1.9) }}', '2..3|0..0|-1..1'],
    ['{{ (1..99999999999999999999) }}', 'a range needs bounds within ±2^53'],
    ['{{ ("-99999999999999999999"..1) }}', 'a range needs bounds within ±2^53'],
    ['{% assign 2x_price = 3 %}{{ 2x_price }}', '3'],
    ['{{ nil.x }}{{ true.x }}{{ blank.size }}', '0'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });

  it.each([
    ['{{ 1e3 }}', /neither a number nor a name/],
    ['{{ 1_000 }}', /neither a number nor a name/],
    ['{{ +5 }}', /a value is expected/],
    ['{{ 1. }}', /a name is expected/],
    ['{{ .5 }}', /a value is expected/],
    ['{{ "a }}', /string not closed/],
    ['{{ (1..) }}', /a value is expected/],
    ['{{ (1...3) }}', /a value is expected/],
    ['{{ (1,3) }}', /".." is expected/],
    ['{{ (1..3 }}', /"\)" is expected/],
  ])('%s is refused', (source, message) => {
    const outcome = renderTextInThisThread(source);

    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'liquid_syntax', message: expect.stringMatching(message), line: 1 },
    });
  });
});

describe('a binary string', () => {
  const b = new BinaryString(Buffer.from([0xff, 0]));
  const variables = {
    b,
    same: new BinaryString(Buffer.from([0xff, 0])),
    none: new BinaryString(Buffer.alloc(0)),
  };

  it.each([
    '{{ b }}',
    '{{ b | json }}',
    '{{ b | append: "" }}',
    '{% log b %}',
    '{% action "echo", b %}',
    '{{ l }}',
    '{{ l | json }}',
    '{% if "x" contains b %}{% endif %}',
  ])('cannot be printed: %s', (source) => {
    expect(() => printWithValues(source, { ...variables, l: [b] })).toThrow(
      /^binary string cannot be printed/,
    );
  });

  it('is compared by its bytes, and blank when it has none', () => {
    const source =
      '{% if b == same %}1{% endif %}{% if b == none %}2{% endif %}{% if none == blank %}3{% endif %}{% if b == empty %}4{% endif %}{% if b %}5{% endif %}{% if b < same %}6{% endif %}';

    expect(printWithValues(source, variables)).toBe('135');
  });
});

describe('a match', () => {
  const m = new RegexMatch('b=2', ['b', '2', null], new Map([['k', 'b']]));

  it.each([
    ['{{ m }}', 'b=2'],
    ['{{ m | json }}', '"b=2"'],
    ['{{ m | append: "!" }}', 'b=2!'],
    ['{{ l }}{{ l | json }}{{ l | append: "" }}', 'b=2["b=2"]["b=2"]'],
    ['{{ m.captures | json }}{{ m["named_captures"] | json }}', '["b","2",null]{"k":"b"}'],
    ['{{ m.size }}{{ m.first }}{{ m.last }}', '3b2'],
    [
      '{% if m == "b=2" %}1{% endif %}{% if "b=2" == m %}2{% endif %}{% if m contains "=" %}3{% endif %}',
      '123',
    ],
    [
      '{% if m > "a" %}1{% endif %}{% if l contains "b=2" %}2{% endif %}{% if m == blank %}3{% endif %}',
      '12',
    ],
    ['{% case m %}{% when "b=2" %}yes{% endcase %}', 'yes'],
    ['{% assign h = hash %}{% assign h[m] = 1 %}{{ h | json }}{{ h[m] }}', '{"b=2":1}1'],
    ['{% for x in m %}[{{ x }}]{% endfor %}', '[b=2]'],
    ['{% if h contains m %}yes{% endif %}', 'yes'],
    ['{% action m, 1 %}', '{"action":{"type":"b=2","options":1}}\n'],
    ['{% log m %}', '{"log":"b=2"}\n'],
  ])('is its text in %s', (source, output) => {
    expect(printWithValues(source, { m, l: [m], h: new Map([['b=2', 1]]) })).toBe(output);
  });
});

function same(text: string): [string, string, string] {
  return [text, text, text];
}
