import fc from 'fast-check';
import type { RateLimit } from '../endpoints/endpoint-settings.ts';
import { limitsOf, roomIn, startsAfter, type Starts } from './rate-window.ts';

const perSecond: RateLimit[] = [{ limit: 10, period: 'second' }];

describe('a rate limit', () => {
  it('lets as many start as its limit says, and tells when the next may', () => {
    const starts = startsAfter([], perSecond, { count: 10, nowMs: 5_000 });

    expect(roomIn([], perSecond, 5_000)).toEqual({ room: 10, nextMs: null });
    expect(roomIn(starts, perSecond, 5_500)).toEqual({ room: 0, nextMs: 6_100 });
    expect(roomIn(starts, perSecond, 6_100)).toEqual({ room: 10, nextMs: null });
  });

  it('is held beside the one that the receiver gave', () => {
    const limits = limitsOf(perSecond[0]!, 15);
    const starts = startsAfter([], limits, { count: 10, nowMs: 0 });

    expect(roomIn(starts, limits, 2_000)).toEqual({ room: 5, nextMs: null });
    expect(roomIn([], limitsOf(null, null), 0)).toEqual({ room: Infinity, nextMs: null });
  });

  it('D19: in no window more than the limit starts, and little is remembered, for any rate and times', () => {
    const periods = fc.constantFrom(['second', 1_000], ['minute', 60_000], ['hour', 3_600_000]);
    const steps = fc.array(fc.tuple(fc.nat(30_000), fc.integer({ min: 1, max: 20 })), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), periods, steps, (limit, [period, ms], asks) => {
        const limits = [{ limit, period: period }];
        const all: number[] = [];
        let starts: Starts = [];
        let nowMs = 0;
        for (const [passed, wanted] of asks) {
          nowMs += passed;
          const count = Math.min(wanted, roomIn(starts, limits, nowMs).room);
          starts = startsAfter(starts, limits, { count, nowMs });
          for (let one = 0; one < count; one += 1) all.push(nowMs);
          expect(starts.length).toBeLessThanOrEqual(602);
        }
        for (const [index, at] of all.entries()) {
          const within = all.slice(index).filter((other) => other < at + Number(ms));
          expect(within.length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });
});
