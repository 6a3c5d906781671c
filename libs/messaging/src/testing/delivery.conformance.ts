import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@millwright/observability';
import { until } from '@millwright/testing';
import { defer, delay, of } from 'rxjs';
import { BrokerUnavailableError } from '../broker.errors.ts';
import type { MessageContext } from '../consuming/message-context.ts';
import { queueNames } from '../queue-name.ts';
import { busBench, gate, numbered, numberIn, numbersTo } from './bus-bench.ts';
import { listenerOf, takerOf } from './consumer-app.ts';
import type { OpenBus } from './opened-bus.ts';

const QUEUE = 'task-runs.normal';

/** A bus delivers what it was given, and no faster than is asked for. */
export function deliveryConformance(openBus: OpenBus): void {
  const bench = busBench(openBus);

  describe('delivery', () => {
    it('hands over the very bytes, with their id and queue', async () => {
      const bodies = [
        Buffer.from('{"price":1.0,"n":12345678901234567890}'),
        Buffer.from([0, 255, 254, 128, 10]),
        Buffer.alloc(0),
        Buffer.alloc(300_000, 'é'),
      ];
      const got: [Buffer, MessageContext][] = [];
      const opened = await bench.open();
      await bench.start(
        opened,
        takerOf(QUEUE, 1, (body, context) => void got.push([body, context])),
      );

      for (const [index, body] of bodies.entries()) {
        await opened.bus.publish({ queue: QUEUE, id: `m${index}`, body });
      }
      await until(() => got.length === bodies.length);

      expect(got.map(([body]) => body)).toEqual(bodies);
      expect(got.map(([, { messageId }]) => messageId)).toEqual(['m0', 'm1', 'm2', 'm3']);
      expect(got[0]![1]).toMatchObject({ queue: QUEUE, redelivered: false });
    });

    it('reaches every queue there is', async () => {
      const got: string[] = [];
      const opened = await bench.open();
      await bench.start(
        opened,
        takerOf(queueNames, 5, (_, { queue }) => void got.push(queue)),
      );

      const body = Buffer.from('x');
      await opened.bus.publishAll(queueNames.map((queue) => ({ queue, id: queue, body })));
      await until(() => got.length === queueNames.length);

      expect(got.sort()).toEqual([...queueNames].sort());
    });

    it('keeps a burst of messages until somebody consumes them', async () => {
      const got: number[] = [];
      const opened = await bench.open();

      await opened.bus.publishAll(numbered(QUEUE, 1_000));
      await bench.start(
        opened,
        takerOf(QUEUE, 100, (body) => void got.push(numberIn(body))),
      );
      await until(() => got.length === 1_000);

      expect(got.sort((a, b) => a - b)).toEqual(numbersTo(1_000));
    });

    it('hands over no more at once than the prefetch says', async () => {
      const door = gate();
      let running = 0;
      let most = 0;
      let done = 0;
      const opened = await bench.open();
      await bench.start(
        opened,
        takerOf(QUEUE, 3, async () => {
          running += 1;
          most = Math.max(most, running);
          await door.opened;
          await new Promise(setImmediate);
          running -= 1;
          done += 1;
        }),
      );

      await opened.bus.publishAll(numbered(QUEUE, 50));
      await until(() => running === 3);
      door.open();
      await until(() => done === 50);

      expect(most).toBe(3);
    });

    it('waits for what a handler returns, a promise or an observable', async () => {
      const ended: number[] = [];
      const opened = await bench.open();
      await bench.start(
        opened,
        takerOf(QUEUE, 1, (body) =>
          defer(() => {
            ended.push(numberIn(body));
            return of(body);
          }).pipe(delay(1)),
        ),
      );

      await opened.bus.publishAll(numbered(QUEUE, 5));
      await until(() => ended.length === 5);

      expect(ended).toEqual(numbersTo(5));
    });

    it('tells every instance that listens what is broadcast', async () => {
      const got = ['a', 'b'].map((name) => ({ name, bodies: [] as string[] }));
      const opened = await bench.open();
      const { bus } = opened;
      await bus.publish({ queue: 'broadcast', id: '1', body: Buffer.from('nobody hears this') });
      for (const { bodies } of got) {
        await bench.start(
          opened,
          listenerOf((body) => void bodies.push(body.toString())),
        );
      }

      await until(async () => {
        await bus.publish({ queue: 'broadcast', id: '2', body: Buffer.from('hear') });
        return got.every(({ bodies }) => bodies.length > 0);
      });

      for (const { bodies } of got) expect(new Set(bodies)).toEqual(new Set(['hear']));
    });

    it('counts what it carries', async () => {
      const metrics = new Metrics();
      const opened = await bench.open({ metrics });
      let got = 0;
      await bench.start(
        opened,
        takerOf(QUEUE, 5, () => void (got += 1)),
      );

      await opened.bus.publishAll(numbered(QUEUE, 7));
      await until(() => got === 7);

      const lines = await metrics.text();
      expect(lines).toContain(`millwright_messages_published_total{queue="${QUEUE}"} 7`);
      await until(async () =>
        (await metrics.text()).includes(
          `millwright_messages_consumed_total{queue="${QUEUE}",verdict="ack"} 7`,
        ),
      );
    });

    it('takes nothing more once it is closed', async () => {
      const { bus } = await bench.open();
      await expect(bus.check()).resolves.toBeUndefined();
      await bus.close();

      await expect(bus.publish(numbered(QUEUE, 1)[0]!)).rejects.toThrow(BrokerUnavailableError);
      await expect(bus.check()).rejects.toThrow(BrokerUnavailableError);
      expect(bus.isAvailable()).toBe(false);
    });
  });
}
