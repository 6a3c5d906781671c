import { describe, expect, it } from '@jest/globals';
import { until } from '@millwright/testing';
import { AfterAttemptError } from '../stage/after-attempt-error.ts';
import { busBench, numbered, numberIn, numbersTo } from './bus-bench.ts';
import { CodedError } from './coded-error.ts';
import { takerOf } from './consumer-app.ts';
import type { OpenBus } from './opened-bus.ts';

const SHARD = 'events.3';

/** The messages of an event shard are handled in the order in which they were published. */
export function orderConformance(openBus: OpenBus): void {
  const bench = busBench(openBus);

  describe('order of an event shard', () => {
    it('holds across two instances, one of which stops in the middle', async () => {
      const got: number[] = [];
      const takers: number[] = [];
      let running = 0;
      let overlapped = false;
      const opened = await bench.open();
      const taker = (name: number) =>
        takerOf(SHARD, 1, async (body) => {
          running += 1;
          overlapped ||= running > 1;
          await new Promise(setImmediate);
          got.push(numberIn(body));
          takers.push(name);
          running -= 1;
        });
      const apps = [await bench.start(opened, taker(0)), await bench.start(opened, taker(1))];

      const messages = numbered(SHARD, 200);
      await opened.bus.publishAll(messages.slice(0, 100));
      await until(() => got.length >= 50);
      await apps[takers[0]!]!.close();
      await opened.bus.publishAll(messages.slice(100));
      await until(() => got.length >= 200);

      expect(got).toEqual(numbersTo(200));
      expect(overlapped).toBe(false);
      expect(new Set(takers).size).toBe(2);
    });

    it('begins in order whatever the prefetch', async () => {
      const got: number[] = [];
      const opened = await bench.open();
      await bench.start(
        opened,
        takerOf(SHARD, 100, (body) => void got.push(numberIn(body))),
      );

      await opened.bus.publishAll(numbered(SHARD, 2_000));
      await until(() => got.length === 2_000);

      expect(got).toEqual(numbersTo(2_000));
    });

    it('survives that all in hand has to come again', async () => {
      let isReady = false;
      let asked = 0;
      const got: number[] = [];
      const opened = await bench.open({
        ready: async () => {
          asked += 1;
          return isReady;
        },
      });
      await opened.bus.publishAll(numbered(SHARD, 100));
      await bench.start(
        opened,
        takerOf(SHARD, 20, async (body) => {
          if (isReady) return void got.push(numberIn(body));
          // The later ones fail first.
          for (let turns = 20 - numberIn(body); turns > 0; turns -= 1) {
            await new Promise(setImmediate);
          }
          throw new AfterAttemptError(new CodedError({ retry: true }));
        }),
      );

      await until(() => asked > 0);
      isReady = true;
      await until(() => got.length >= 100);

      expect(got).toEqual(numbersTo(100));
    });
  });
}
