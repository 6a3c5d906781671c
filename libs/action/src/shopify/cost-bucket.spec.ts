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

  it('lets everybody pass who comes back in turn, however many there are', () => {
    const shop = { points: 2_000, atMs: 0 };
    const left = (nowMs: number): number => {
      shop.points = Math.min(2_000, shop.points + ((nowMs - shop.atMs) / 1_000) * 100);
      shop.atMs = nowMs;
      return shop.points;
    };
    const bucket = new CostBucket();
    bucket.begin(10)({ ...told(2_000, 100), maximumAvailable: 2_000 }, 0);
    const coming = Array.from({ length: 1_000 }, (_, run) => ({ run: `run ${run}`, atMs: 0 }));
    let throttled = 0;

    while (coming.length > 0 && coming[0]!.atMs <= 90_000) {
      const { run, atMs } = coming.shift()!;
      const waitMs = bucket.turnIn(10, atMs, run);
      if (waitMs > 0) {
        coming.push({ run, atMs: atMs + waitMs + 500 });
      } else {
        const settle = bucket.begin(10);
        if (left(atMs) >= 10) shop.points -= 10;
        else throttled += 1;
        settle({ ...told(left(atMs), 100), maximumAvailable: 2_000 }, atMs);
      }
      coming.sort((one, other) => one.atMs - other.atMs);
    }

    expect(coming).toHaveLength(0);
    expect(throttled).toBe(0);
  });

  it('keeps the turn of who comes back before it', () => {
    const bucket = new CostBucket();
    bucket.begin(10)(told(0), 0);
    expect(bucket.turnIn(100, 0, 'first')).toBe(2_000);
    expect(bucket.turnIn(100, 0, 'second')).toBe(4_000);

    expect(bucket.turnIn(100, 1_500, 'first')).toBe(500);
    expect(bucket.turnIn(100, 2_000, 'first')).toBe(0);
    expect(bucket.turnIn(100, 2_000, 'second')).toBe(2_000);
  });

  it('gives who has had a turn another one', () => {
    const bucket = new CostBucket();
    bucket.begin(10)(told(0), 0);
    bucket.turnIn(100, 0, 'first');
    bucket.turnIn(100, 2_000, 'first');
    bucket.begin(100)(told(0), 2_000);

    expect(bucket.turnIn(100, 2_000, 'first')).toBe(2_000);
  });

  it('forgets the turn of who did not come for an hour', () => {
    const bucket = new CostBucket();
    bucket.begin(10)(told(0), 0);
    bucket.turnIn(100, 0, 'first');
    bucket.begin(10)(told(0), 3_700_000);

    expect(bucket.turnIn(100, 3_700_000, 'first')).toBe(2_000);
  });

  it('makes nobody wait for more than an hour, whatever it is told', () => {
    const bucket = new CostBucket();
    bucket.begin(10)({ ...told(-1e300, 1e-300), maximumAvailable: 1_000 }, 0);

    expect(bucket.turnIn(1_000, 0, 'first')).toBe(3_600_000);
    expect(bucket.turnIn(1_000, 0, 'second')).toBe(3_600_000);
    expect(bucket.turnIn(1_000, 3_600_000, 'first')).toBe(0);
    expect(bucket.turnIn(1_000, 3_600_000, 'second')).toBe(3_600_000);
    expect(bucket.turnIn(1_000, 7_200_000, 'second')).toBe(0);
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
