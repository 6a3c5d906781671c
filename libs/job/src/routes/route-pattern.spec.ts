import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { routePatternOf, type RoutePattern } from './route-pattern.ts';

const keyOf = (path: string): string => (routePatternOf(path) as RoutePattern).key;

describe('the path of a route', () => {
  it('has texts and parameters', () => {
    expect(routePatternOf('orders/:order_id/items.json')).toEqual({
      segments: [{ text: 'orders' }, { parameter: 'order_id' }, { text: 'items.json' }],
      key: 'orders/:/items.json',
    });
  });

  it('means the same whatever its parameters are called', () => {
    expect(keyOf('a/:b/c')).toBe(keyOf('a/:x/c'));
    expect(keyOf('a/:b/c')).not.toBe(keyOf('a/b/c'));
    expect(keyOf('A')).not.toBe(keyOf('a'));
  });

  it.each([
    '',
    '/orders',
    'orders/',
    'a//b',
    'a/./b',
    'a/../b',
    'a b',
    'a%20b',
    'ä',
    'a?b',
    'a/:',
    'a/:1',
    'a/:b-c',
    'a/b:c',
    ':a/:a',
    'a\n',
    'a'.repeat(256),
    Array.from({ length: 21 }, () => 'a').join('/'),
  ])('may not be %j', (path) => {
    expect(routePatternOf(path)).toEqual(expect.any(String));
  });

  it.each([
    'a',
    ':a',
    ':_a/:A',
    'a~b.c_d-e',
    '...',
    'a'.repeat(255),
    Array.from({ length: 20 }, () => 'a').join('/'),
  ])('may be %j', (path) => {
    expect(routePatternOf(path)).toMatchObject({ segments: expect.any(Array) });
  });

  it('is read or refused, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab/:.~ %\u0000é') }), (path) => {
        const pattern = routePatternOf(path);
        if (typeof pattern === 'string') return;
        const parts = pattern.segments.map((segment) =>
          'text' in segment ? segment.text : `:${segment.parameter}`,
        );
        expect(parts.join('/')).toBe(path);
      }),
    );
  });
});
