import { printed } from '../testing/index.ts';

describe('the shopify filter without a Connection', () => {
  it.each(['query { shop { name } }', 'mutation { x }'])('makes no call with %s', (query) => {
    expect(printed('{{ query | shopify: variables: h }}', { query })).toBe(
      'error: the shopify filter needs a Connection of type shopify',
    );
  });

  it('gives nil in a preview', () => {
    const context = { event: { preview: true } };

    expect(printed('{{ "query { shop { name } }" | shopify | json }}', context)).toBe('null');
    expect(printed('{% assign r = "{ a }" | shopify %}[{{ r.data.a }}]', context)).toBe('[]');
    expect(printed('{% assign event = 1 %}{{ "{ a }" | shopify }}', context)).toBe('');
  });
});
