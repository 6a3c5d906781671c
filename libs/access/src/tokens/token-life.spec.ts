import { describe, expect, it } from '@jest/globals';
import { expirationWithin } from './token-life.ts';

const nowMs = Date.parse('2026-06-01T00:00:00Z');
const inDays = (days: number): Date => new Date(nowMs + days * 86_400_000);

describe('the end of a token', () => {
  it.each([
    // [asked, longest life, given]
    [null, undefined, null],
    [inDays(4_000), undefined, inDays(4_000)],
    [null, 1, inDays(1)],
    [inDays(365), 1, inDays(1)],
    [inDays(1), 1, inDays(1)],
    [inDays(0.5), 1, inDays(0.5)],
  ])('asked as %s, of at most %s days, is %s', (asked, maxDays, given) => {
    expect(expirationWithin(asked, { maxDays, nowMs })).toEqual(given);
  });
});
