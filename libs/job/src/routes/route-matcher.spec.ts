import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RouteMatcher } from './route-matcher.ts';
import { routePatternOf, type RoutePattern } from './route-pattern.ts';

const routeOf = (line: string) => {
  const [method, path] = line.split(' ') as [string, string];
  return { line, method, pattern: routePatternOf(path) as RoutePattern };
};
const matcherOf = (...lines: string[]) => new RouteMatcher(lines.map(routeOf));

describe('the route of a request', () => {
  const matcher = matcherOf(
    'GET orders/:id',
    'GET orders/new',
    'POST orders/new',
    'GET :any/old',
    'DELETE orders/:order',
    'GET a/:b/c/:d',
  );

  it.each([
    ['GET', 'orders/7', 'GET orders/:id', { id: '7' }],
    ['GET', 'orders/new', 'GET orders/new', {}],
    ['POST', 'orders/new', 'POST orders/new', {}],
    ['DELETE', 'orders/new', 'DELETE orders/:order', { order: 'new' }],
    ['GET', 'orders/old', 'GET orders/:id', { id: 'old' }],
    ['GET', 'users/old', 'GET :any/old', { any: 'users' }],
    ['GET', 'a/1/c/2', 'GET a/:b/c/:d', { b: '1', d: '2' }],
    ['GET', 'orders/7/', 'GET orders/:id', { id: '7' }],
    ['GET', '%6Frders/a%20b%2Fc', 'GET orders/:id', { id: 'a b/c' }],
    ['GET', 'orders/%E2%82%AC', 'GET orders/:id', { id: '€' }],
  ])('%s %s is %s', (method, path, line, params) => {
    const match = matcher.match(method, path);

    expect(match?.route.line).toBe(line);
    expect(Object.fromEntries(match!.params)).toEqual(params);
  });

  it.each([
    ['PUT', 'orders/7'],
    ['GET', 'orders'],
    ['GET', 'orders//'],
    ['GET', ''],
    ['GET', '/orders/7'],
    ['GET', 'Orders/7'],
    ['GET', 'orders/7/8'],
    ['GET', 'orders/%'],
    ['GET', 'orders/%ff'],
    ['GET', 'orders%2F7'],
    ['get', 'orders/7'],
  ])('%s %s is none', (method, path) => {
    expect(matcher.match(method, path)).toBeUndefined();
  });

  it('tells which methods a path has', () => {
    expect(matcher.methodsOf('orders/new')).toEqual(['DELETE', 'GET', 'POST']);
    expect(matcher.methodsOf('orders/7')).toEqual(['DELETE', 'GET']);
    expect(matcher.methodsOf('nothing')).toEqual([]);
    expect(matcher.methodsOf('%')).toEqual([]);
  });

  it('goes back to a parameter where a text leads nowhere', () => {
    const back = matcherOf('GET a/b/c', 'GET :x/b/d', 'GET a/:y/d');

    expect(back.match('GET', 'a/b/d')?.route.line).toBe('GET a/:y/d');
    expect(back.match('GET', 'z/b/d')?.route.line).toBe('GET :x/b/d');
  });

  it('keeps parameters of any name as plain data', () => {
    const match = matcherOf('GET :__proto__/:constructor').match('GET', 'a/b');

    expect([...match!.params]).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('is the one that a naive search finds, for any routes and path', () => {
    const part = fc.constantFrom('a', 'b', ':p');
    const pathOf = (parts: readonly string[]) =>
      parts.map((each, index) => (each === ':p' ? `:p${index}` : each)).join('/');
    const path = fc.array(part, { minLength: 1, maxLength: 5 }).map(pathOf);
    const asked = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), asked, (paths, segments) => {
        const lines = paths.map((each) => `GET ${each}`);
        const found = matcherOf(...lines).match('GET', segments.join('/'));

        expect(found?.route.line).toBe(naive(paths, segments));
      }),
    );
  });

  it('is found or not, for any path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        const match = matcher.match('GET', path);
        expect(match === undefined || match.params.size <= 2).toBe(true);
      }),
    );
  });
});

/** Of all that fit, the one with the least string of 0 for a text and 1 for a parameter. */
function naive(paths: readonly string[], segments: readonly string[]): string | undefined {
  const fits = paths.filter((path) => {
    const parts = path.split('/');
    return (
      parts.length === segments.length &&
      parts.every((part, index) => part.startsWith(':') || part === segments[index])
    );
  });
  const rank = (path: string) => path.replace(/[^/]+/g, (part) => (part[0] === ':' ? '1' : '0'));
  const [best] = fits.sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
  return best && `GET ${best}`;
}
