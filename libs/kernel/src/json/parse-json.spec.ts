import fc from 'fast-check';
import { jsonKindOf } from './json-bytes.ts';
import { jsonMembersOf, validateJson } from './json-members.ts';
import { JsonNumber, JsonSyntaxError, RawJson } from './json-value.ts';
import { parseJson } from './parse-json.ts';
import { stringifyJson } from './stringify-json.ts';

describe('exact JSON', () => {
  it.each([
    '1.0',
    '1e3',
    '-0',
    '12345678901234567890',
    '0.1000',
    '"\\u0000"',
    '"\\ud800"',
    '{"10":1,"2":2,"a":3}',
    '{"__proto__":{"x":1},"constructor":null}',
    '[[],{},"",null,true,false]',
  ])('gives %s back as it was', (text) => {
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it('keeps the last value of a repeated key at the place of the first', () => {
    expect(stringifyJson(parseJson('{"a":1,"b":2,"a":3}'))).toBe('{"a":3,"b":2}');
  });

  it('keeps ordinary numbers as numbers and the others as they were written', () => {
    expect(parseJson('[1,1.5,1.0,1e21]')).toEqual([
      1,
      1.5,
      new JsonNumber('1.0'),
      new JsonNumber('1e21'),
    ]);
    expect(Number(new JsonNumber('1e3'))).toBe(1000);
  });

  it('reads for any value what JSON.parse reads', () => {
    const plain = (value: unknown): unknown => {
      if (value instanceof JsonNumber) return Number(value.text);
      if (Array.isArray(value)) return value.map(plain);
      if (!(value instanceof Map)) return value;
      const object = Object.create(null) as Record<string, unknown>;
      for (const [key, member] of value) object[key as string] = plain(member);
      return object;
    };
    fc.assert(
      fc.property(fc.json(), (text) => {
        const ours = plain(parseJson(text));
        expect(JSON.stringify(ours)).toBe(JSON.stringify(plainOf(JSON.parse(text))));
      }),
    );
  });

  it('refuses for any text just what JSON.parse refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'a',
      '1',
      '-',
      '.',
      'e',
      ' ',
      'null',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const isJson = isAccepted(() => JSON.parse(text));
        expect(isAccepted(() => validateJson(text))).toBe(isJson);
        expect(jsonKindOf(Buffer.from(text)) !== undefined).toBe(isJson);
      }),
      { numRuns: 2_000 },
    );
  });

  it('judges bytes as it judges their text, also of escapes, numbers and cut-off ends', () => {
    const piece = fc.constantFrom(
      ...['"', '\\', '\\u', '00e9', '\\n', 'é', '🎉', '\u0001', '-', '0', '12', '.5', 'e', 'E+3'],
      ...['true', 'fals', 'e', 'null', ' ', '\r\n\t', '[', ']', '{', '}', ':', ','],
    );
    const like = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.array(piece, { maxLength: 6 }).map((pieces) => `"${pieces.join('')}"`),
      fc.tuple(fc.json(), fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
      fc.json().map((text) => ` ${text}\n`),
    );
    fc.assert(
      fc.property(like, (text) => {
        const kind = isAccepted(() => JSON.parse(text)) ? validateJson(text) : undefined;
        expect(jsonKindOf(Buffer.from(text))).toBe(kind);
      }),
      { numRuns: 5_000 },
    );
  });

  it('counts the keys of bytes', () => {
    const bytes = Buffer.from('{"a":1,"b":[{"c":{}}]}');

    expect(jsonKindOf(bytes, 200, 3)).toBe('object');
    expect(jsonKindOf(bytes, 200, 2)).toBeUndefined();
  });

  it.each([
    ['{"a":1,\n "b" 2}', 'unexpected "2" at line 2, column 6'],
    ['[1,2', 'unexpected end at line 1, column 5'],
    ['"\u0001"', 'unexpected "\\u0001" at line 1, column 2'],
  ])('says what it found in %j, and where', (text, message) => {
    expect(() => validateJson(text)).toThrow(JsonSyntaxError);
    expect(() => validateJson(text)).toThrow(message);
  });

  it('refuses nesting deeper than 200, and does not run out of stack on the way', () => {
    const deepest = '['.repeat(200) + ']'.repeat(200);
    expect(validateJson(deepest)).toBe('array');
    expect(jsonKindOf(Buffer.from(deepest))).toBe('array');
    expect(jsonKindOf(Buffer.from(`[${deepest}]`))).toBeUndefined();
    expect(jsonKindOf(Buffer.alloc(100_000, '['))).toBeUndefined();
    expect(() => validateJson('['.repeat(100_000))).toThrow('nesting deeper than 200');
  });

  it('gives the members of an object as the text they were written in', () => {
    const members = jsonMembersOf('{ "a" : 1.0, "b": [1, {"a": 2}], "c":"x" , "a":{"n":1e2} }');
    expect([...members!]).toEqual([
      ['a', new RawJson('{"n":1e2}')],
      ['b', new RawJson('[1, {"a": 2}]')],
      ['c', new RawJson('"x"')],
    ]);
    expect(jsonMembersOf('[1]')).toBeUndefined();
  });

  it('writes plain values as JSON.stringify does, and raw ones verbatim', () => {
    const value = {
      a: undefined,
      b: [undefined, new Date(0)],
      c: new RawJson('1.0'),
      d: 10n ** 20n,
    };
    expect(stringifyJson(value)).toBe(
      '{"b":[null,"1970-01-01T00:00:00.000Z"],"c":1.0,"d":100000000000000000000}',
    );
  });
});

const isAccepted = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch {
    return false;
  }
};

const plainOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainOf);
  if (value === null || typeof value !== 'object') return value;
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of Object.entries(value)) object[key] = plainOf(member);
  return object;
};
