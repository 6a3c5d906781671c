import { describe, expect, it } from '@jest/globals';
import { RawJson, stringifyJson } from '@millwright/kernel';
import fc from 'fast-check';
import { jsonShapeOf } from './json-shape.ts';

const shapeOf = (...texts: string[]): unknown =>
  JSON.parse(stringifyJson(jsonShapeOf(texts.map((text) => new RawJson(text)))));

describe('the shape of examples', () => {
  it.each([
    [['null'], { type: 'null' }],
    [['true', 'false'], { type: 'boolean' }],
    [['1'], { type: 'integer' }],
    [['123456789012345678901'], { type: 'integer' }],
    [['1', '1.0'], { type: 'number' }],
    [['1', '"a"', 'null'], { type: ['integer', 'null', 'string'] }],
    [['[]'], { type: 'array' }],
    [['[1,"a"]', '[2.5]'], { type: 'array', items: { type: ['number', 'string'] } }],
    [['{}'], { type: 'object' }],
    [
      ['{"a":1,"b":{"c":true}}', '{"a":"x","b":{"d":[]}}'],
      {
        type: 'object',
        properties: {
          a: { type: ['integer', 'string'] },
          b: {
            type: 'object',
            properties: { c: { type: 'boolean' }, d: { type: 'array' } },
          },
        },
      },
    ],
    [[], {}],
  ])('%j is %j', (texts, shape) => {
    expect(shapeOf(...texts)).toEqual(shape);
  });

  it('takes any key as plain data', () => {
    const text = stringifyJson(jsonShapeOf([new RawJson('{"__proto__":1,"constructor":"x"}')]));

    expect(text).toContain('"__proto__":{"type":"integer"}');
    expect(text).toContain('"constructor":{"type":"string"}');
  });

  it('ends in anything at all, far down', () => {
    const text = `${'['.repeat(100)}1${']'.repeat(100)}`;

    expect(stringifyJson(jsonShapeOf([new RawJson(text)]))).toMatch(/"items":\{\}/);
  });

  it('is found for any JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { maxLength: 3 }), (texts) => {
        shapeOf(...texts);
      }),
    );
  });
});
