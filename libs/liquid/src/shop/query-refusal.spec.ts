import fc from 'fast-check';
import { queryRefusalOf } from './query-refusal.ts';

const MUTATION = 'it is for queries, not for a mutation; use the shopify action';
const SUBSCRIPTION = 'it is for queries, not for a subscription; use the shopify action';
const UNREADABLE = 'the query is no GraphQL that can be read';

describe('a document for the shopify filter', () => {
  it.each([
    '{ shop { name } }',
    'query { shop { name } }',
    'query Q($first: Int = 5, $o: In = {a: [1.5e3, -2, {b: "}"}]}) @d(x: {y: 1}) { a(i: {b: 1}) }',
    'query mutation { mutation { subscription } }',
    '{ a } query B { b } fragment mutation on QueryRoot { c }',
    '# mutation { x }\n{ a(q: "mutation { x }") # mutation { y }\n}',
    '{ a(q: """\n mutation { "x" and ""y"" }\n""") }',
    '\uFEFF,, { a(q: "\\"} mutation {\\u007b") { ... on B { c } ...F } } fragment F on B { d }',
    '{ a(q: "") b(q: """""") }',
  ])('may be %j', (text) => {
    expect(queryRefusalOf(text)).toBeUndefined();
  });

  it.each([
    ['mutation { x }', MUTATION],
    [' \n,\uFEFF# a comment {\rmutation M($a: Int) { x }', MUTATION],
    ['{ a } mutation { x }', MUTATION],
    ['query Q { a { b } }mutation{x}', MUTATION],
    ['fragment F on A { b } mutation { ...F }', MUTATION],
    ['{ a(q: "{") } mutation { x }', MUTATION],
    ['{ a(q: "\\\\") } mutation { x }', MUTATION],
    ['{ a(q: """"") } mutation { x } # """) }', UNREADABLE],
    ['{ a # } \n } mutation { x }', MUTATION],
    ['subscription { x }', SUBSCRIPTION],
    ['{ a } subscription { x }', SUBSCRIPTION],
    ['', 'there is no query in it'],
    ['fragment F on A { b }', 'there is no query in it'],
    ['Mutation { x }', UNREADABLE],
    ['{ a', UNREADABLE],
    ['{ a }}', UNREADABLE],
    ['{ a(b: [1)] }', UNREADABLE],
    ['{ a(b: "x) }', UNREADABLE],
    ['{ a(b: "x\n") }', UNREADABLE],
    ['{ a(b: "\\x") }', UNREADABLE],
    ['{ a(b: """\\""" } mutation { x } # """) }', UNREADABLE],
    ['{ a(b: """\\\\""") } mutation { x }', UNREADABLE],
    ['{ a } ; mutation { x }', UNREADABLE],
    ['"""what it does""" mutation { x }', UNREADABLE],
    ['type A { b: C }', UNREADABLE],
    ['query Q', UNREADABLE],
  ])('may not be %j', (text, refusal) => {
    expect(queryRefusalOf(text)).toBe(refusal);
  });

  it('is, for any texts and comments in a query, no way to hide a mutation behind it', () => {
    const odd = fc.array(fc.constantFrom('"', '\\', '{', '}', '#', '\n', 'a', '(', ')', ' '));
    const text = odd.map((parts) => JSON.stringify(parts.join('')));
    const comment = odd.map((parts) => `#${parts.join('').replaceAll('\n', '')}\n`);
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            text.map((t) => `a(q: ${t})`),
            comment,
          ),
        ),
        (parts) => {
          const query = `{ b ${parts.join(' ')} }`;

          expect(queryRefusalOf(query)).toBeUndefined();
          expect(queryRefusalOf(`${query} mutation { x }`)).toBe(MUTATION);
        },
      ),
    );
  });

  it('is judged, whatever it is, in a time that grows with its length', () => {
    for (const part of ['"', '"""', '\\', '#', '{', ',', '""" \\', '"" "']) {
      const startedAt = performance.now();
      queryRefusalOf(part.repeat(200_000));
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    }
  });
});
