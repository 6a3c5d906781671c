import { describe, expect, it } from '@jest/globals';
import { AttemptLimiter } from './attempt-limiter.ts';
import { newTokenText, tokenHashOf, tokenPrefixOf } from './token-text.ts';

describe('somebody who guesses tokens', () => {
  it('has 62 to the 32nd to try', () => {
    const texts = Array.from({ length: 200 }, newTokenText);

    expect(texts.every((text) => /^[A-Za-z0-9]{32}$/.test(text))).toBe(true);
    expect(new Set(texts).size).toBe(200);
    expect(new Set(texts.join('')).size).toBe(62);
  });

  it('finds only hashes and prefixes in the database', () => {
    expect(tokenHashOf('a')).toMatch(/^[0-9a-f]{64}$/);
    expect(tokenPrefixOf('0123456789abcdef')).toBe('0123456789');
  });

  it('is slowed to one try a second, and only from that address', () => {
    const limiter = new AttemptLimiter({ burst: 3, perSecond: 1, maxAddresses: 10 });
    for (let tries = 0; tries < 50; tries += 1) limiter.failed('a', 0);

    expect(limiter.waitSeconds('a', 0)).toBe(1);
    expect(limiter.waitSeconds('a', 1_000)).toBe(0);
    expect(limiter.waitSeconds('b', 0)).toBe(0);
  });

  it('does not make us remember every address there is', () => {
    const limiter = new AttemptLimiter({ burst: 1, perSecond: 1, maxAddresses: 2 });
    for (const address of ['a', 'b', 'c']) limiter.failed(address, 0);

    expect(['a', 'b', 'c'].map((address) => limiter.waitSeconds(address, 0))).toEqual([0, 1, 1]);
  });
});
