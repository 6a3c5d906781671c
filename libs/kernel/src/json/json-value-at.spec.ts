import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonValueAt, type JsonPath } from './json-value-at.ts';
import { RawJson } from './json-value.ts';

const document = `{ "a\\"b" : [ 1.0 , {"c":"x,]}\\\\"}, [] , "y" ],
  "n":null,"o":{"p":{"q":[[true]]}}, "n":2, "10":-1e3 }`;

describe('the value at a path', () => {
  it.each<[JsonPath, string | undefined]>([
    [['a"b', 0], '1.0'],
    [['a"b', 1, 'c'], '"x,]}\\\\"'],
    [['a"b', 2], '[]'],
    [['a"b', 3], '"y"'],
    [['a"b', 4], undefined],
    [['a"b', 2, 0], undefined],
    [['n'], 'null'],
    [['o', 'p'], '{"q":[[true]]}'],
    [['o', 'p', 'q', 0, 0], 'true'],
    [['10'], '-1e3'],
    [['o', 0], undefined],
    [['a"b', 'length'], undefined],
    [['n', 'x'], undefined],
    [['absent'], undefined],
  ])('%j is %j', (path, text) => {
    expect(jsonValueAt(new RawJson(document), path)?.text).toBe(text);
    expect(jsonValueAt(new RawJson(Buffer.from(document)), path)?.text).toBe(text);
  });

  it('is the one that a parser finds, for any document', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.boolean(), (json, isIndented) => {
        const value = JSON.parse(json) as unknown;
        const text = isIndented ? JSON.stringify(value, null, 2) : JSON.stringify(value);
        for (const [path, expected] of pathsOf(value)) {
          expect(JSON.parse(jsonValueAt(new RawJson(text), path)!.text)).toEqual(expected);
          expect(jsonValueAt(new RawJson(text), [...path, 'no such member'])).toBeUndefined();
          expect(jsonValueAt(new RawJson(text), [...path, 10_000])).toBeUndefined();
        }
      }),
    );
  });
});

function pathsOf(value: unknown, path: JsonPath = []): [JsonPath, unknown][] {
  const here: [JsonPath, unknown] = [path, value];
  if (value === null || typeof value !== 'object') return [here];
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]));
  return [here, ...inner];
}
