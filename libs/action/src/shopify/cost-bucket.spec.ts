import fc from 'fast-check';
import { CostBucket } from './cost-bucket.ts';

const told = (currentlyAvailable: number, restoreRate = 50) => ({
  maximumAvailable: 1_000,
  currentlyAvailable,
  restoreRate,
});

describe('the bucket of a shop', () => {
  it('lets everybody ask before anything is known of it', () => {
    expect(new CostBucket().turnIn(5_000, 0)).toBe(0);
  });

  it('makes a call wait until its cost is back', () => {
    const bucket = new CostBucket();
    bucket.begin(10)(told(100), 0);

    expect(bucket.waitMs(100, 0)).toBe(0);
    expect(bucket.waitMs(200, 0)).toBe(2_000);
    expect(bucket.waitMs(200, 1_500)).toBe(500);
    expect(bucket.waitMs(200, 2_000)).toBe(0);
  });

  it('never fills beyond its maximum, nor waits for more than that', () => {
    const bucket = new CostBucket();
    bucket.begin(10)(told(900), 0);

    expect(bucket.waitMs(1_000, 3_600_000)).toBe(0);
    expect(bucket.waitMs(5_000, 0)).toBe(2_000);
  });

  it('counts calls under way as taken', () => {
    const bucket = new CostBucket();
    bucket.begin(10)(told(100), 0);
    const settle = bucket.begin(80);

    expect(bucket.waitMs(50, 0)).toBe(600);
    settle(undefined, 0);
    expect(bucket.waitMs(50, 0)).toBe(0);
  });

  it('believes nothing of a bucket that never fills', () => {
    const bucket = new CostBucket();
    bucket.begin(10)(told(0, 0), 0);

    expect(bucket.waitMs(50, 0)).toBe(0);
  });

  it('gives for any costs turns in which all of them are there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        (costs, available, rate) => {
          const bucket = new CostBucket();
          bucket.begin(0)(told(available, rate), 0);
          let spent = 0;
          for (const cost of costs) {
            const waitMs = bucket.turnIn(cost, 0);
            if (waitMs === 0) bucket.begin(cost);
            spent += cost;
            expect(available + (waitMs / 1_000) * rate + 1e-6).toBeGreaterThanOrEqual(
              Math.min(spent, 1_000),
            );
          }
        },
      ),
    );
  });
});
