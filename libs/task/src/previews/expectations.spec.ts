import { describe, expect, it } from '@jest/globals';
import { parseJson, stringifyJson, type JsonValue } from '@millwright/kernel';
import fc from 'fast-check';
import { differenceIn } from './difference.ts';
import { checkExpectations, readExpectations, type Rendered } from './expectations.ts';

const rendered = (text: string): Rendered => {
  const value = parseJson(text) as Map<string, JsonValue>;
  const listOf = (key: string) => (value.get(key) ?? []) as JsonValue[];
  return {
    actions: listOf('actions'),
    logs: listOf('logs'),
    errors: listOf('errors'),
    result: value.get('result') ?? null,
  };
};

const failuresOf = (expected: string, actual: string): string[] => {
  const { expect: read, faults } = readExpectations(parseJson(expected), 'expect');
  expect(faults).toEqual([]);
  return checkExpectations(read!, rendered(actual))
    .filter(({ ok }) => !ok)
    .map(({ message }) => message);
};

const http =
  '{"type":"http","options":{"url":"https://a.example","body":{"n":1.0,"l":[1,2]}},"meta":null}';

describe('an expectation', () => {
  it.each([
    ['{"actions":[]}', '{}'],
    ['{"actions":[{"type":"http"}]}', `{"actions":[${http}]}`],
    ['{"actions":[{"options":{"body":{"n":1}}}]}', `{"actions":[${http}]}`],
    ['{"actions":[{}]}', `{"actions":[${http}]}`],
    ['{"logs":[{"a":1}]}', '{"logs":[{"a":1,"b":2}]}'],
    ['{"errors":["no"]}', '{"errors":["no"]}'],
    ['{"result":{"a":null}}', '{"result":{"a":null,"b":1}}'],
    ['{"result":null}', '{}'],
    ['{"exact":true,"result":[1]}', '{"result":[1.0]}'],
    [
      '{"exact":true,"actions":[{"type":"echo","options":1}]}',
      '{"actions":[{"type":"echo","options":1,"meta":null}]}',
    ],
    ['{}', `{"actions":[${http}]}`],
    ['{"result":12345678901234567890}', '{"result":12345678901234567890}'],
  ])('%s is met by %s', (expected, actual) => {
    expect(failuresOf(expected, actual)).toEqual([]);
  });

  it.each([
    ['{"actions":[]}', `{"actions":[${http}]}`, /^actions: expected 0 items, found 1 item/],
    [
      '{"actions":[{"type":"email"}]}',
      `{"actions":[${http}]}`,
      /^actions\.0\.type: expected "email", found "http"$/,
    ],
    [
      '{"actions":[{"options":{"body":{"l":[1,3]}}}]}',
      `{"actions":[${http}]}`,
      /^actions\.0\.options\.body\.l\.1: expected 3, found 2$/,
    ],
    [
      '{"actions":[{"options":{"body":{"l":[1]}}}]}',
      `{"actions":[${http}]}`,
      /^actions\.0\.options\.body\.l: expected 1 item, found 2 items/,
    ],
    [
      '{"actions":[{"options":{"headers":{}}}]}',
      `{"actions":[${http}]}`,
      /^actions\.0\.options\.headers: expected {}, found nothing$/,
    ],
    [
      '{"exact":true,"logs":[{"a":1}]}',
      '{"logs":[{"a":1,"b":2}]}',
      /^logs\.0\.b: expected nothing/,
    ],
    ['{"result":"1"}', '{"result":1}', /^result: expected "1", found 1$/],
    ['{"result":[]}', '{"result":{}}', /^result: expected \[\], found {}$/],
    ['{"logs":[]}', '{"errors":["no"]}', /^errors: expected 0 items, found 1 item: \["no"\]$/],
    [
      '{"result":12345678901234567890}',
      '{"result":12345678901234567891}',
      /^result: expected 12345678901234567890/,
    ],
  ])('%s is not met by %s', (expected, actual, message) => {
    const failures = failuresOf(expected, actual);

    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(message);
  });

  it.each([
    ['[]', 'expect'],
    ['{"action":[]}', 'expect.action'],
    ['{"actions":{}}', 'expect.actions'],
    ['{"exact":"yes"}', 'expect.exact'],
    ['{"__proto__":1}', 'expect.__proto__'],
  ])('%s is refused at %s', (text, path) => {
    expect(readExpectations(parseJson(text), 'expect').faults).toMatchObject([{ path }]);
  });

  it('is met by itself, for any value, and exactly', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const place = { path: 'result', exact: true };
        expect(differenceIn(parseJson(text), parseJson(text), place)).toBeUndefined();
      }),
    );
  });

  it('is exact only where both ways contain each other, for any two objects', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 2 }), fc.object({ maxDepth: 2 }), (left, right) => {
        const [a, b] = [left, right].map((value) => parseJson(stringifyJson(value)));
        const inside = (x: JsonValue, y: JsonValue, exact: boolean) =>
          differenceIn(x, y, { path: '', exact }) === undefined;
        const isExact = inside(a!, b!, true);
        expect(isExact).toBe(inside(b!, a!, true));
        if (isExact) expect(inside(a!, b!, false) && inside(b!, a!, false)).toBe(true);
      }),
    );
  });
});
