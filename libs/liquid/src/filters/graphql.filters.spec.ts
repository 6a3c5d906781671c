import { printed } from '../testing/index.ts';

const argumentsOf = (json: string): string =>
  printed('{{ h | graphql_arguments }}', `{"h":${json}}`);

describe('graphql_arguments', () => {
  it.each([
    ['{}', ''],
    ['null', ''],
    ['{"a":"say \\"hi\\"\\n"}', String.raw`a: "say \"hi\"\n"`],
    ['{"a":1.0,"b":12345678901234567890,"c":-5}', 'a: 1.0, b: 12345678901234567890, c: -5'],
    ['{"a":null,"b":false}', 'a: null, b: false'],
    ['{"a":{},"b":[]}', 'a: {}, b: []'],
    ['{"a":[{"b":1,"c":[2,[3]]},"x"]}', 'a: [{b: 1, c: [2, [3]]}, "x"]'],
  ])('writes %s as %s', (json, text) => {
    expect(argumentsOf(json)).toBe(text);
  });

  it('lists a range', () => {
    expect(
      printed('{% assign h = hash %}{% assign h["n"] = (1..3) %}{{ h | graphql_arguments }}'),
    ).toBe('n: [1, 2, 3]');
  });

  it('refuses what is no hash', () => {
    expect(argumentsOf('[1]')).toBe('error: graphql_arguments: the input is not a hash');
  });

  it('lets no key become part of the query', () => {
    expect(argumentsOf('{"a":{"b: 1}) { secret } x(y":2}}')).toMatch(
      /^error: graphql_arguments: "b: 1.* is not a GraphQL name/,
    );
    expect(argumentsOf('{"1a":2}')).toMatch(/is not a GraphQL name/);
    expect(argumentsOf('{"__proto__":1}')).toBe('__proto__: 1');
  });
});
