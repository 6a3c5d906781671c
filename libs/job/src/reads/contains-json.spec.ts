import { parseJson } from '@millwright/kernel';
import fc from 'fast-check';
import { containsJson } from './contains-json.ts';

const contains = (value: string, part: string): boolean =>
  containsJson(parseJson(value), parseJson(part));

describe('JSON', () => {
  it.each([
    ['{"a":1,"b":{"c":[1,2]}}', '{"b":{"c":[2]}}'],
    ['{"a":1.0}', '{"a":1}'],
    ['{"a":1e2}', '{"a":100}'],
    ['{"a":-0}', '{"a":0.0}'],
    ['[1,{"a":2}]', '[{"a":2}]'],
    ['[1,1]', '[1]'],
    ['["x"]', '"x"'],
    ['{"__proto__":1}', '{"__proto__":1}'],
    ['{"a":1}', '{}'],
    ['[]', '[]'],
    ['null', 'null'],
  ])('%s contains %s', (value, part) => {
    expect(contains(value, part)).toBe(true);
  });

  it.each([
    ['{"a":1}', '{"a":"1"}'],
    ['{"a":1}', '{"constructor":{}}'],
    ['{"a":[1]}', '{"a":1}'],
    ['{"a":12345678901234567890}', '{"a":12345678901234567891}'],
    ['{"a":null}', '{"b":null}'],
    ['{}', '[]'],
    ['[]', '{}'],
    ['[[1]]', '[1]'],
    ['1', '[1]'],
    ['0', 'false'],
  ])('%s does not contain %s', (value, part) => {
    expect(contains(value, part)).toBe(false);
  });

  it('contains itself, whatever it is', () => {
    fc.assert(fc.property(fc.json(), (json) => contains(json, json)));
  });

  it('contains any of its members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (object, n) => {
        const some = Object.entries(object).filter((_member, index) => (index + n) % 2 === 0);
        const text = `{${some.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
        return contains(JSON.stringify(object), text);
      }),
    );
  });
});
