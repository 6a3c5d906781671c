import fc from 'fast-check';
import { cacheKeyFault, cacheTtlFault, cacheValueFault, compactCacheValue } from './cache.rules.ts';

describe('a cache key', () => {
  it('is refused for any text with another character in it', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const isPlain = key !== '' && [...key].every((char) => /[A-Za-z0-9_:\-./]/.test(char));
        expect(cacheKeyFault(key) === undefined).toBe(isPlain);
      }),
    );
  });

  it('is refused with a line break at its end', () => {
    expect(cacheKeyFault('key\n')).toBeDefined();
  });
});

it('takes whole seconds up to sixty days, and clamps nothing', () => {
  expect([1, 5_184_000].map(cacheTtlFault)).toEqual([undefined, undefined]);
  for (const ttl of [0, -1, 0.5, 5_184_001, NaN, Infinity])
    expect(cacheTtlFault(ttl)).toBeDefined();
});

it('measures a value in bytes of compact UTF-8', () => {
  const value = compactCacheValue(` { "a" : "${'ü'.repeat(131_067)}" } `);

  expect(Buffer.byteLength(value)).toBe(262_142);
  expect(cacheValueFault(value)).toBeUndefined();
  expect(cacheValueFault(`${value}   `)).toBeDefined();
});
