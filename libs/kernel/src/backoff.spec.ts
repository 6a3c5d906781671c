import { backoffMs } from './backoff.ts';

describe('backoff', () => {
  it('doubles up to its cap, and is never below half of that', () => {
    const longest = [1, 2, 3, 10, 100].map((attempt) => backoffMs(attempt, { random: () => 1 }));
    const shortest = backoffMs(3, { random: () => 0 });
    expect(longest).toEqual([100, 200, 400, 5_000, 5_000]);
    expect(shortest).toBe(200);
  });
});
