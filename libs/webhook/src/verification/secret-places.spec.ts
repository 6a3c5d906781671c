import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { queryValues } from '../signatures/query-values.ts';
import { maskedHeaders, maskedQuery, maskedUrl } from './secret-places.ts';

const places = { headers: ['authorization', 'x-key'], query: ['secret', 'access_token'] };

describe('what is masked of a request', () => {
  it('are the values of headers that carry secrets, each line of them', () => {
    const headers = { 'x-key': ['a', 'b'], host: ['h'] };

    expect(maskedHeaders(headers, places)).toEqual({ 'x-key': ['***', '***'], host: ['h'] });
    expect(headers['x-key']).toEqual(['a', 'b']);
  });

  it.each([
    ['a=1&secret=s&b=%20', 'a=1&secret=***&b=%20'],
    ['secret=s', 'secret=***'],
    ['s%65cret=s&access%5ftoken=t', 's%65cret=***&access%5ftoken=***'],
    ['?secret=s', '?secret=***'],
    ['a=1&secret=x?y', 'a=1&secret=***'],
    ['secret', 'secret'],
    ['Secret=s&secrets=t', 'Secret=s&secrets=t'],
    ['', ''],
  ])('of the query %s is %s', (query, masked) => {
    expect(maskedQuery(query, places)).toBe(masked);
    expect(maskedUrl(`https://hooks.example/in?${query}`, places)).toBe(
      `https://hooks.example/in?${masked}`,
    );
  });

  it('of an address without a query is nothing', () => {
    expect(maskedUrl('https://hooks.example/secret=s', places)).toBe(
      'https://hooks.example/secret=s',
    );
  });

  it('is for any query every value that a sender is looked up by, and no other', () => {
    const word = fc.constantFrom(
      'secret',
      'access_token',
      's%65cret',
      'a',
      '',
      '%',
      '+',
      '?',
      '=',
      'é',
    );
    const text = fc.array(fc.oneof(word, fc.constantFrom('=', '&'))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (query) => {
        const masked = maskedQuery(query, places);

        for (const name of places.query) {
          const values = queryValues(masked, name);
          expect(values.filter((value) => value !== '***' && value !== '')).toEqual([]);
        }
        expect(queryValues(masked, 'a')).toEqual(queryValues(query, 'a'));
      }),
    );
  });
});
