import { describe, expect, it } from '@jest/globals';
import { until } from '@millwright/testing';
import { busBench, gate, numbered, numberIn, numbersTo } from './bus-bench.ts';
import { takerOf } from './consumer-app.ts';
import type { OpenBus } from './opened-bus.ts';

const QUEUE = 'task-runs.high';

/** A consumer that stops finishes what it has begun, and leaves the rest. */
export function shutdownConformance(openBus: OpenBus): void {
  const bench = busBench(openBus);

  describe('shutdown', () => {
    it('amid 2,000 messages loses none and has none delivered twice', async () => {
      const got: [number, boolean][] = [];
      const opened = await bench.open();
      const taker = takerOf(QUEUE, 50, async (body, { redelivered }) => {
        await new Promise(setImmediate);
        got.push([numberIn(body), redelivered]);
      });
      const first = await bench.start(opened, taker);

      const published = opened.bus.publishAll(numbered(QUEUE, 2_000));
      await until(() => got.length > 100);
      await first.close();
      const atStop = got.length;
      await published;
      await bench.start(opened, taker);
      await until(() => got.length >= 2_000, { timeoutMs: 30_000 });

      expect(atStop).toBeLessThan(2_000);
      expect(got.map(([number]) => number).sort((a, b) => a - b)).toEqual(numbersTo(2_000));
      expect(got.filter(([, redelivered]) => redelivered)).toEqual([]);
    });

    it('waits for the handlers under way', async () => {
      const door = gate();
      let running = 0;
      let isClosed = false;
      const opened = await bench.open();
      const app = await bench.start(
        opened,
        takerOf(QUEUE, 5, async () => {
          running += 1;
          await door.opened;
          running -= 1;
        }),
      );
      await opened.bus.publishAll(numbered(QUEUE, 5));
      await until(() => running === 5);

      const closing = app.close().then(() => (isClosed = true));
      await new Promise(setImmediate);
      expect(isClosed).toBe(false);
      door.open();
      await closing;

      expect(running).toBe(0);
    });
  });
}
