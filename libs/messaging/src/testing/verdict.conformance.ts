import { describe, expect, it } from '@jest/globals';
import { until } from '@millwright/testing';
import { AfterAttemptError } from '../stage/after-attempt-error.ts';
import { AttemptError } from '../stage/attempt-error.ts';
import { BeforeAttemptError } from '../stage/before-attempt-error.ts';
import { busBench, gate, numbered, numberIn } from './bus-bench.ts';
import { CodedError } from './coded-error.ts';
import { takerOf } from './consumer-app.ts';
import type { OpenBus } from './opened-bus.ts';

const QUEUE = 'action-runs.normal';
const OTHER = 'action-runs.low';

const mayHelp = new CodedError({ retry: true });
const cannotHelp = new CodedError({ retry: false });

/** How a handler ends decides what becomes of its message. */
export function verdictConformance(openBus: OpenBus): void {
  const bench = busBench(openBus);

  describe('verdicts', () => {
    it.each([
      ['nothing was tried and trying may help', new BeforeAttemptError(mayHelp)],
      ['what was tried is not recorded', new AfterAttemptError(cannotHelp)],
    ])('hands a message over again when %s, once the consumer is ready', async (_, error) => {
      let isReady = false;
      let asked = 0;
      const got: boolean[] = [];
      const opened = await bench.open({
        ready: async () => {
          asked += 1;
          return isReady;
        },
      });
      await bench.start(
        opened,
        takerOf(QUEUE, 10, (_body, { redelivered }) => {
          got.push(redelivered);
          if (!isReady) throw error;
        }),
      );

      await opened.bus.publish(numbered(QUEUE, 1)[0]!);
      await until(() => asked >= 2);
      expect(got).toEqual([false]);
      isReady = true;
      await until(() => got.length > 1);

      expect(got).toEqual([false, true]);
      expect(await opened.deadOf(QUEUE)).toEqual([]);
    });

    it('pauses no other queue', async () => {
      const got: number[] = [];
      const opened = await bench.open({ ready: async () => false });
      await bench.start(
        opened,
        takerOf(QUEUE, 10, () => {
          throw new BeforeAttemptError(mayHelp);
        }),
        takerOf(OTHER, 10, (body) => void got.push(numberIn(body))),
      );

      await opened.bus.publishAll([...numbered(QUEUE, 1), ...numbered(OTHER, 3)]);
      await until(() => got.length === 3);

      expect(got).toEqual([0, 1, 2]);
    });

    it.each([
      ['cannot be parsed', new BeforeAttemptError(cannotHelp), 'out_of_order', /bent/],
      ['meets a bug', new TypeError('x is undefined'), 'unexpected_error', /x is undefined/],
      ['is met by nothing thrown', undefined, 'unexpected_error', /threw nothing/],
    ])('parks a message that %s, with the reason, and goes on', async (_, error, code, reason) => {
      const got: number[] = [];
      const opened = await bench.open();
      await bench.start(
        opened,
        takerOf(QUEUE, 1, (body) => {
          if (numberIn(body) === 0) throw error;
          got.push(numberIn(body));
        }),
      );

      await opened.bus.publishAll(numbered(QUEUE, 2));
      await until(() => got.length === 1);

      expect(got).toEqual([1]);
      const dead = await opened.deadOf(QUEUE);
      expect(dead).toEqual([
        { id: '0', body: Buffer.from('0'), code, reason: expect.stringMatching(reason) },
      ]);
    });

    it('is done with a message whose failed attempt is recorded', async () => {
      const got: number[] = [];
      const opened = await bench.open();
      const taker = takerOf(QUEUE, 1, (body) => {
        got.push(numberIn(body));
        throw new AttemptError(mayHelp);
      });
      const app = await bench.start(opened, taker);
      await opened.bus.publish(numbered(QUEUE, 1)[0]!);
      await until(() => got.length === 1);

      await app.close();
      await bench.start(opened, taker);
      await opened.bus.publish(numbered(QUEUE, 1, 1)[0]!);
      await until(() => got.length === 2);

      expect(got).toEqual([0, 1]);
      expect(await opened.deadOf(QUEUE)).toEqual([]);
    });

    it('acks nothing before its handler is done: who stops leaves the rest to the next', async () => {
      const door = gate();
      const got: [number, boolean][] = [];
      const opened = await bench.open({ drainMs: 50 });
      const stuck = await bench.start(
        opened,
        takerOf(QUEUE, 3, async (body, { redelivered }) => {
          got.push([numberIn(body), redelivered]);
          await door.opened;
        }),
      );
      await opened.bus.publishAll(numbered(QUEUE, 3));
      await until(() => got.length === 3);

      await stuck.close();
      await bench.start(
        opened,
        takerOf(QUEUE, 3, (body, { redelivered }) => void got.push([numberIn(body), redelivered])),
      );
      await until(() => got.length === 6);
      door.open();

      expect(got.slice(3)).toEqual([
        [0, true],
        [1, true],
        [2, true],
      ]);
    });
  });
}
