import fc from 'fast-check';
import { printed, strictScope } from '../testing/index.ts';
import { parse_xml } from './parse-xml.filters.ts';

const parsed = (xml: string): string => printed('{{ xml | parse_xml | json }}', { xml });

describe('parse_xml', () => {
  it.each([
    ['an element without anything is nil', '<a/>', '{"a":null}'],
    ['and so is one with nothing in it', '<a></a>', '{"a":null}'],
    ['text', '<a>x &lt; y &#65;&#x1F600;</a>', '{"a":"x < y A😀"}'],
    ['white space as text', '<a> </a>', '{"a":" "}'],
    ['text as it stands', '<a> x\n </a>', '{"a":" x\\n "}'],
    ['CDATA', '<a><![CDATA[<b> & ]]>c</a>', '{"a":"<b> & c"}'],
    ['children', '<a>\n <b>1</b>\n <c/>\n</a>', '{"a":{"b":"1","c":null}}'],
    [
      'repeated siblings',
      '<a><b>1</b><c>x</c><b>2</b><b/></a>',
      '{"a":{"b":["1","2",null],"c":"x"}}',
    ],
    ['attributes of an element with children', '<a x="1"><b/></a>', '{"a":{"x":"1","b":null}}'],
    ['attributes of an element without text', '<a x="1" y=""/>', '{"a":{"x":"1","y":""}}'],
    ['no attributes beside text', '<a x="1">t</a>', '{"a":"t"}'],
    [
      'an attribute and children of one name',
      '<a b="1"><b>2</b><b>3</b></a>',
      '{"a":{"b":["1","2","3"]}}',
    ],
    ['text rather than elements', '<a>t<b>1</b></a>', '{"a":"t"}'],
    ['names with _ for -', '<a-b c-d="1"><e-f/></a-b>', '{"a_b":{"c_d":"1","e_f":null}}'],
    [
      'names without prefixes',
      '<s:a xmlns:s="urn:s" s:b="1"><s:c/></s:a>',
      '{"a":{"s":"urn:s","b":"1","c":null}}',
    ],
    ['namespaces as attributes', '<a xmlns="urn:x"><b/></a>', '{"a":{"xmlns":"urn:x","b":null}}'],
    [
      'comments and instructions as nothing',
      '<?xml version="1.0"?><!-- c --><a><!-- d --><?e f?></a><!-- g -->',
      '{"a":null}',
    ],
    [
      'the order of the elements',
      '<a><n10/><n2/><n1/></a>',
      '{"a":{"n10":null,"n2":null,"n1":null}}',
    ],
    [
      'names that JavaScript gives a meaning',
      '<a constructor="1"><__proto__>x</__proto__></a>',
      '{"a":{"constructor":"1","__proto__":"x"}}',
    ],
  ])('reads %s', (_, xml, json) => {
    expect(parsed(xml)).toBe(json);
  });

  it.each([
    ['<a nil="true"/>', 'null'],
    ['<a xmlns:xsi="u" xsi:nil="true"/>', 'null'],
    ['<a nil="false"/>', '{"nil":"false"}'],
    ['<a type="integer"> 012 </a>', '12'],
    ['<a type="integer">-9007199254740993</a>', '-9007199254740993'],
    ['<a type="integer">+7 kg</a>', '7'],
    ['<a type="integer">x</a>', '0'],
    ['<a type="integer"/>', 'null'],
    ['<a type="integer" unit="kg"/>', '{"type":"integer","unit":"kg"}'],
    ['<a type="float">2</a>', '2.0'],
    ['<a type="float">1.50</a>', '1.5'],
    ['<a type="float">x</a>', '0.0'],
    ['<a type="decimal">1.50</a>', '"1.50"'],
    ['<a type="boolean">true</a>', 'true'],
    ['<a type="boolean"> 1 </a>', 'true'],
    ['<a type="boolean">no</a>', 'false'],
    ['<a type="date">2024-08-15</a>', '"2024-08-15"'],
    ['<a type="date">2024-08-15Z</a>', '"2024-08-15"'],
    ['<a type="dateTime">2024-08-15T13:45:30Z</a>', '"2024-08-15T13:45:30Z"'],
    ['<a type="dateTime">2024-08-15 13:45:30 UTC</a>', '"2024-08-15T13:45:30Z"'],
    ['<a type="dateTime">2024-08-15T13:45:30.250+0200</a>', '"2024-08-15T13:45:30.250+02:00"'],
    ['<a type="dateTime">soon</a>', '"soon"'],
    ['<a type="array"><b>1</b><b>2</b></a>', '["1","2"]'],
    ['<a type="array"><b type="integer">1</b></a>', '[1]'],
    ['<a type="array"/>', '[]'],
    ['<a type="array">\n</a>', '[]'],
    ['<a type="string"/>', '""'],
    ['<a type="other">x</a>', '"x"'],
    ['<a type="constructor">x</a>', '"x"'],
    ['<a type="other"><b/></a>', '{"type":"other","b":null}'],
  ])('converts %s', (xml, json) => {
    expect(parsed(xml)).toBe(`{"a":${json}}`);
  });

  it.each([
    [`<a type="integer">${'9'.repeat(1_001)}</a>`, 'an integer of more than 1000 digits'],
    ['<a type="float">1e999</a>', 'a float out of range'],
  ])('refuses numbers that are too large', (xml, reason) => {
    expect(parsed(xml)).toBe(`error: parse_xml: ${reason}`);
  });

  it.each([
    ['nothing', ''],
    ['plain text', 'text'],
    ['an element left open', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['text behind the root', '<a/>x'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['a bare ampersand', '<a>b & c</a>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['a character that XML has not', '<a>\u0001</a>'],
    ['a name that is none', '<1/>'],
  ])('refuses %s', (_, xml) => {
    expect(parsed(xml)).toMatch(/^error: parse_xml: not well-formed: \d+:\d+: /);
  });
});

describe('an XML text that tries to get at something', () => {
  it('reads no file through an external entity', () => {
    expect(parsed('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')).toMatch(
      /^error: parse_xml: not well-formed: /,
    );
    expect(parsed('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')).toBe('{"a":null}');
    expect(parsed('<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><a>b</a>')).toBe(
      '{"a":"b"}',
    );
  });

  it('resolves no entity of its own, so that none can grow', () => {
    const laughs = `<!DOCTYPE a [<!ENTITY l0 "ha">${Array.from({ length: 30 }, (_, n) => `<!ENTITY l${n + 1} "&l${n};&l${n};">`).join('')}]>`;

    expect(parsed(`${laughs}<a>&l30;</a>`)).toMatch(/^error: parse_xml: not well-formed: /);
  });

  it('cannot overflow the stack by nesting', () => {
    expect(parsed('<a>'.repeat(100_000))).toBe('error: parse_xml: nested deeper than 1000');
    expect(parsed(`${'<a>'.repeat(999)}${'</a>'.repeat(999)}`)).toMatch(/^\{"a":\{"a":/);
  });

  it.each([
    ['elements', `<a>${'<b/>'.repeat(60_000)}</a>`],
    ['attributes', `<a ${Array.from({ length: 200_000 }, (_, n) => `b${n}=""`).join(' ')}/>`],
    ['text', `<a>${'x'.repeat(9_000_000)}</a>`],
    ['pieces of text', `<a>${'x<!---->'.repeat(800_000)}</a>`],
  ])('pays for its %s', (_, xml) => {
    expect(() => parse_xml.call(strictScope(24 * 1024 * 1024), xml)).toThrow('more than 24 MB');
  });

  it('ends with a hash or a refusal, for any text', () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<a',
      '/>',
      '>',
      '<b c="',
      '"',
      "'",
      '=',
      ' ',
      '&',
      '&lt;',
      '&#',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?x',
      '?>',
      '<!DOCTYPE ',
      '[',
      ']',
      '<!ENTITY ',
      '%',
      'x',
      '\u0000',
      '\ud800',
      ':',
      '-',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(parsed(pieces.join(''))).toMatch(/^(?:\{.*\}|error: parse_xml: .*)$/s);
      }),
      { numRuns: 500 },
    );
  });
});
