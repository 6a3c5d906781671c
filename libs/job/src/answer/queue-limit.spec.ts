import { queueLimitOf, queueRefusalOf } from './queue-limit.ts';

describe('the limit of a queue', () => {
  it.each([
    ['async', {}, undefined],
    ['async', { query: null, all: null, waiting: 1 }, undefined],
    ['wait', { waiting: 1 }, 1],
    ['stream', { query: 3, all: 2, waiting: 4 }, 2],
    ['wait', { query: 0, all: 2 }, 0],
    ['async', { query: 3, all: 5, waiting: 1 }, 3],
  ] as const)('of a call to %s is the strictest of %j', (mode, limits, limit) => {
    expect(queueLimitOf(mode, limits)).toBe(limit);
  });

  it.each([
    [undefined, 1_000, 1],
    [2, 1, 1],
    [1, 0, 1],
    [1_000, 0, 1_000],
  ])('of %s takes, with %i due, %i calls more', (limit, due, calls) => {
    expect(queueRefusalOf(limit, { due, completionsPerSecond: 1 }, calls)).toBeUndefined();
  });

  it.each([
    // limit, due, calls, completions a second, seconds
    [1, 1, 1, 10, 1],
    [1, 5, 1, 2, 3],
    [1, 4, 1, 3, 2],
    [0, 0, 1, 0, 60],
    [10, 500, 1, 1, 60],
    [10, 5, 100, 5, 19],
  ])(
    'of %i refuses, with %i due, %i calls more; at %i a second, for %i s',
    (limit, due, calls, rate, s) => {
      const refusal = queueRefusalOf(limit, { due, completionsPerSecond: rate }, calls);

      expect(refusal).toMatchObject({
        code: 'queue_limit',
        status: 429,
        headers: { 'retry-after': String(s) },
      });
      expect(refusal!.detail).toMatch(new RegExp(`^${due} runs .* limit of ${limit}$`));
    },
  );
});
