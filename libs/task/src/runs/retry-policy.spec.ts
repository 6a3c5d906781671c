import { defaultRetryPolicy, retryDelayMs, retryPolicyOf } from './retry-policy.ts';

describe('the retry policy', () => {
  const middle = { random: () => 0.5 };

  it('waits about 30, 76, 152 and 308 s, and gives up after five attempts', () => {
    const delays = [1, 2, 3, 4, 5].map((attempt) =>
      retryDelayMs(defaultRetryPolicy, attempt, middle),
    );
    expect(delays).toEqual([30_000, 76_000, 152_000, 308_000, undefined]);
  });

  it('of a task counts before that of its Workspace, each part by itself', () => {
    const ofWorkspace = { maxAttempts: 7, delaysSeconds: [5] };

    expect(retryPolicyOf(null, ofWorkspace)).toEqual(ofWorkspace);
    expect(retryPolicyOf({ max_attempts: 2 }, ofWorkspace)).toEqual({
      maxAttempts: 2,
      delaysSeconds: [5],
    });
    expect(retryPolicyOf({ delays_seconds: [1, 9] }, ofWorkspace)).toEqual({
      maxAttempts: 7,
      delaysSeconds: [1, 9],
    });
  });

  it('spreads each delay by a tenth', () => {
    expect(retryDelayMs(defaultRetryPolicy, 1, { random: () => 0 })).toBe(27_000);
    expect(retryDelayMs(defaultRetryPolicy, 1, { random: () => 1 })).toBe(33_000);
  });

  it('repeats the last delay', () => {
    const policy = { maxAttempts: 20, delaysSeconds: [1, 2] };
    expect(retryDelayMs(policy, 9, middle)).toBe(2_000);
  });

  it('waits as long as the other side asks, but no longer than an hour', () => {
    expect(retryDelayMs(defaultRetryPolicy, 1, { ...middle, retryAfterMs: 90_000 })).toBe(90_000);
    expect(retryDelayMs(defaultRetryPolicy, 1, { ...middle, retryAfterMs: 10 })).toBe(30_000);
    expect(retryDelayMs(defaultRetryPolicy, 1, { ...middle, retryAfterMs: 1e9 })).toBe(3_600_000);
  });
});
