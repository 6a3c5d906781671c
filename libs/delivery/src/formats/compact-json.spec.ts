import { describe, expect, it } from '@jest/globals';
import { parseJson, stringifyJson } from '@millwright/kernel';
import fc from 'fast-check';
import { compactJson } from './compact-json.ts';

const without = (text: string, ...paths: string[]): string => compactJson(text, new Set(paths));

describe('compact JSON', () => {
  it.each([
    [
      '{ "a" : 1.0 , "b":[ 1e3, -0, 12345678901234567890 ] }',
      '{"a":1.0,"b":[1e3,-0,12345678901234567890]}',
    ],
    ['"\\u00e9\\/\\u003c\\ud83d\\ude00"', '"é/<😀"'],
    ['"\\"\\\\\\u0000\\n\\ud800"', '"\\"\\\\\\u0000\\n\\ud800"'],
    ['{"\\u0061":null,"a":null}', '{"a":null,"a":null}'],
    [' [ [ ] , { } , true ] ', '[[],{},true]'],
    [' null ', 'null'],
  ])('of %s is %s', (text, compact) => {
    expect(compactJson(text)).toBe(compact);
  });

  it('M19: leaves out what is excluded, at any depth, and nothing else', () => {
    const text = '{"content":{"x":[{"content":1}]},"contact":{"id":1,"tokens":["a"]},"tokens":2}';

    expect(without(text)).toBe(text);
    expect(without(text, 'content', 'tokens')).toBe('{"contact":{"id":1,"tokens":["a"]}}');
    expect(without(text, 'contact.tokens', 'absent', 'absent.too', 'tokens.x')).toBe(
      '{"content":{"x":[{"content":1}]},"contact":{"id":1},"tokens":2}',
    );
    expect(without('{"a.b":1,"a":{"b":2,"c":3}}', 'a.b')).toBe('{"a":{"c":3}}');
    expect(without('{"\\u0061":{"x":1},"b":"s"}', 'a', 'b')).toBe('{}');
  });

  it('ignores paths into what has no members', () => {
    expect(without('[{"a":1},{"a":2}]', 'a', '0.a')).toBe('[{"a":1},{"a":2}]');
    expect(without('{"l":[{"a":1}]}', 'l.a', 'l.0.a')).toBe('{"l":[{"a":1}]}');
    expect(without('"a"', 'a')).toBe('"a"');
  });

  it('reads as what was given, for any document', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.boolean(), (json, isIndented) => {
        const value = JSON.parse(json) as unknown;
        const text = isIndented ? JSON.stringify(value, null, 2) : json;

        const compact = compactJson(text);

        expect(compact).toBe(stringifyJson(parseJson(text)));
        expect(compactJson(compact)).toBe(compact);
        expect(JSON.parse(compact)).toEqual(value);
      }),
    );
  });

  it('keeps the digits of any number', () => {
    const number = fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/);
    fc.assert(
      fc.property(number, (digits) => {
        expect(compactJson(` [ ${digits} ] `)).toBe(`[${digits}]`);
      }),
    );
  });

  it('takes any depth', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);

    expect(compactJson(deep)).toBe(deep);
  });
});
