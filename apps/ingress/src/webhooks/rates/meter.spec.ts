import type { PermitAsk, Permits, RateRule } from '@millwright/webhook';
import fc from 'fast-check';
import { Meter, type Admission, type Takers } from './meter.ts';

const rule: RateRule = {
  ...{ id: 'w', scope: 'webhook', requests: 100, windowMs: 10_000, onLimit: 'refuse' },
};

/** A meter at a held clock, and whoever gives it permits when told to. */
function meterOf(changes: Partial<RateRule> = {}, takers: Takers = { count: 1 }) {
  let now = 1_000;
  const asked: (PermitAsk & {
    answer: (permits?: Partial<Permits>) => Promise<void>;
    fail: () => Promise<void>;
  })[] = [];
  const meter = new Meter(
    { ...rule, ...changes },
    (ask) =>
      new Promise((resolve, reject) => {
        const settled = (settle: () => void) => async () => {
          settle();
          await new Promise(setImmediate);
        };
        asked.push({
          ...ask,
          answer: (permits) =>
            settled(() => resolve({ granted: ask.wanted, freeInMs: 0, takers: 1, ...permits }))(),
          fail: settled(() => reject(new Error('away'))),
        });
      }),
    () => now,
    takers,
  );
  return {
    meter,
    asked,
    pass: (ms: number) => (now += ms),
    admit: (count = 1) => Array.from({ length: count }, () => Promise.resolve(meter.admit())),
  };
}

const admitted = async (waiting: Promise<Admission>[]): Promise<number> =>
  (await Promise.all(waiting)).filter((admission) => admission === undefined).length;

describe('a meter', () => {
  it('asks once for those that wait together, and again for those that came meanwhile', async () => {
    const { admit, asked } = meterOf({ requests: 30 });
    const first = admit(3);
    expect(asked.map(({ wanted }) => wanted)).toEqual([1]);

    await asked[0]!.answer();
    expect(asked.map(({ wanted }) => wanted)).toEqual([1, 2]);
    await asked[1]!.answer();

    expect(await admitted(first)).toBe(3);
  });

  it('refuses those for whom there is no permit, and asks nobody until there is room', async () => {
    const { admit, asked, pass } = meterOf({ requests: 2 });
    const some = [...admit(), ...admit(3)];
    await asked[0]!.answer();
    await asked[1]!.answer({ granted: 1, freeInMs: 700 });
    expect(await Promise.all(some)).toEqual([undefined, undefined, 700, 700]);

    pass(600);
    expect(await Promise.all(admit(2))).toEqual([100, 100]);
    expect(asked).toHaveLength(2);

    pass(100);
    const late = admit();
    await asked[2]!.answer();
    expect(await admitted(late)).toBe(1);
  });

  it('has permits at hand where many come, which are good for a moment', async () => {
    const { meter, admit, asked, pass } = meterOf({ requests: 10_000 });
    for (let round = 0; round < 20; round += 1) {
      const some = admit(10);
      while (asked.length > 0) await asked.shift()!.answer();
      await Promise.all(some);
      pass(1);
    }
    expect(meter.admit()).toBeUndefined();

    pass(201);
    const late = meter.admit();
    expect(late).toBeInstanceOf(Promise);
    expect(asked[0]!.owed).toBeLessThan(0);
    while (asked.length > 0) await asked.shift()!.answer();
    expect(await late).toBeUndefined();
  });

  it('asks a few times a second, however many come', async () => {
    const { meter, asked, pass } = meterOf({ requests: 1_000_000 });
    let asks = 0;
    for (let ms = 0; ms < 1_000; ms += 1) {
      for (let come = 0; come < 10; come += 1) void meter.admit();
      pass(1);
      while (asked.length > 0) {
        asks += 1;
        await asked.shift()!.answer();
      }
    }

    expect(asks).toBeLessThan(40);
  });

  it('lets its share through while nobody answers, and owns up to it', async () => {
    const { admit, asked, pass } = meterOf({ requests: 10 });
    const first = admit();
    await asked[0]!.answer({ takers: 2 });
    await Promise.all(first);

    const some = [...admit(20)];
    await asked[1]!.fail();
    expect(await admitted(some)).toBe(4);
    expect(asked).toHaveLength(2);

    pass(500);
    const later = admit();
    expect(asked[2]).toMatchObject({ owed: 4 });
    await asked[2]!.answer();
    expect(await admitted(later)).toBe(1);
    const last = admit();
    expect(asked[3]).toMatchObject({ owed: 0 });
    await asked[3]!.answer();
    await Promise.all(last);
  });

  it('knows its share before anybody answered, from what other limits were told', async () => {
    const takers = { count: 1 };
    const other = meterOf({}, takers);
    const first = other.admit();
    await other.asked[0]!.answer({ takers: 5 });
    await Promise.all(first);
    const { admit, asked } = meterOf({ requests: 10 }, takers);

    const some = admit(20);
    await asked[0]!.fail();

    expect(await admitted(some)).toBe(2);
  });

  it('counts nothing twice of an ask whose answer was late', async () => {
    const { meter, admit, asked, pass } = meterOf({ requests: 10 });
    const alone = admit(4);
    await asked[0]!.fail();
    expect(await admitted(alone)).toBe(4);
    pass(500);
    const late = admit(2);
    expect(asked[1]).toMatchObject({ wanted: 1, owed: 4 });
    await asked[1]!.fail();
    await Promise.all(late);

    // It was written all the same: the four, and a permit that nobody took.
    meter.settle(asked[1]!, { granted: 1, freeInMs: 0, takers: 1 });
    pass(500);
    const next = admit();

    expect(asked[2]).toMatchObject({ owed: 4 + 2 - 4 - 1 });
    await asked[2]!.answer();
    await Promise.all(next);
  });

  it('for any limit and any rush lets through what it was given, and never keeps anybody waiting', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 }),
        async (requests, rushes) => {
          const { admit, asked, pass } = meterOf({ requests });
          let left = requests;
          let through = 0;
          for (const rush of rushes) {
            const some = admit(rush);
            while (asked.length > 0) {
              const ask = asked.shift()!;
              const granted = Math.min(left, ask.wanted);
              left -= granted;
              await ask.answer({ granted, freeInMs: 5 });
            }
            through += await admitted(some);
            pass(3);
          }
          const total = rushes.reduce((sum, rush) => sum + rush, 0);
          expect(through).toBeLessThanOrEqual(requests);
          expect(through).toBeGreaterThanOrEqual(Math.min(total, requests) * 0.97 - 1);
        },
      ),
      { numRuns: 50 },
    );
  });
});
