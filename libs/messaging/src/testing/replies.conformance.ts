import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@millwright/observability';
import { until } from '@millwright/testing';
import type { MessageContext } from '../consuming/message-context.ts';
import type { OutgoingMessage } from '../message-bus.ts';
import { replyTo } from '../queue-name.ts';
import { BeforeAttemptError } from '../stage/before-attempt-error.ts';
import { busBench, numbered, numberIn, numbersTo } from './bus-bench.ts';
import { CodedError } from './coded-error.ts';
import { replyTakerOf, type Take } from './consumer-app.ts';
import type { OpenBus, OpenedBus } from './opened-bus.ts';

/** A reply reaches the one instance that it is for, if that listens. */
export function repliesConformance(openBus: OpenBus): void {
  const bench = busBench(openBus);

  /** Starts a listener; resolves once it hears. */
  const listen = async (opened: OpenedBus, take: Take) => {
    const app = await bench.start(opened, replyTakerOf(take));
    await until(() => opened.bus.check().then(() => true));
    return app;
  };
  const replyOf = (address: string, body: string): OutgoingMessage => ({
    queue: replyTo(address),
    id: body,
    body: Buffer.from(body),
  });

  describe('replies', () => {
    it('reach the instance with their address, and no other', async () => {
      const [first, second] = [await bench.open(), await bench.open()];
      const got = { first: [] as string[], second: [] as string[] };
      await listen(first, (body) => void got.first.push(body.toString()));
      await listen(second, (body) => void got.second.push(body.toString()));

      expect(first.bus.address).not.toBe(second.bus.address);
      for (const { bus } of [first, second]) {
        await bus.publish(replyOf(first.bus.address, 'to the first'));
        await bus.publish(replyOf(second.bus.address, 'to the second'));
        await bus.publish(replyOf(bus.address, 'last'));
      }
      await until(() => got.first.includes('last') && got.second.includes('last'));

      expect(new Set(got.first)).toEqual(new Set(['to the first', 'last']));
      expect(new Set(got.second)).toEqual(new Set(['to the second', 'last']));
    });

    it('reach every listener of their instance', async () => {
      const opened = await bench.open();
      const got: string[] = [];
      await listen(opened, () => void got.push('one'));
      await listen(opened, () => void got.push('other'));

      await opened.bus.publish(replyOf(opened.bus.address, 'both'));
      await until(() => got.length === 2);

      expect(got.sort()).toEqual(['one', 'other']);
    });

    it('are lost quietly when nobody listens', async () => {
      const opened = await bench.open();
      const { bus } = opened;
      const got: string[] = [];

      await bus.publishAll([replyOf(bus.address, 'too early'), replyOf('nobody', 'to nobody')]);
      const app = await listen(opened, (body) => void got.push(body.toString()));
      await bus.publish(replyOf(bus.address, 'in time'));
      await until(() => got.length > 0);
      await app.close();
      await bus.publish(replyOf(bus.address, 'too late'));
      await listen(opened, (body) => void got.push(body.toString()));
      await bus.publish(replyOf(bus.address, 'in time again'));
      await until(() => got.length > 1);

      expect(got).toEqual(['in time', 'in time again']);
    });

    it('come in order, many at a time', async () => {
      const opened = await bench.open();
      const got: number[] = [];
      await listen(opened, (body) => void got.push(numberIn(body)));

      await opened.bus.publishAll(numbered(replyTo(opened.bus.address), 3_000));
      await until(() => got.length === 3_000);

      expect(got).toEqual(numbersTo(3_000));
    });

    it('come again, and none is missed, when the listener could not take them', async () => {
      let isReady = false;
      let asked = 0;
      const opened = await bench.open({
        ready: async () => {
          asked += 1;
          return isReady;
        },
      });
      const { bus } = opened;
      const got: number[] = [];
      await listen(opened, (body) => {
        if (!isReady) throw new BeforeAttemptError(new CodedError({ retry: true }));
        got.push(numberIn(body));
      });

      await bus.publishAll(numbered(replyTo(bus.address), 2));
      await until(() => asked > 0);
      await bus.publishAll(numbered(replyTo(bus.address), 2, 2));
      isReady = true;
      await until(() => got.length === 4);

      expect(got).toEqual(numbersTo(4));
    });

    it('are counted, and told of, without their address', async () => {
      const metrics = new Metrics();
      const opened = await bench.open({ metrics });
      const { address } = opened.bus;
      const got: MessageContext[] = [];
      await listen(opened, (_, context) => void got.push(context));

      await opened.bus.publish(replyOf(address, 'counted'));
      await until(() => got.length === 1);

      expect(got).toEqual([{ messageId: 'counted', queue: 'replies', redelivered: false }]);
      const isConsumed = `millwright_messages_consumed_total{queue="replies",verdict="ack"} 1`;
      await until(async () => (await metrics.text()).includes(isConsumed));
      const lines = await metrics.text();
      expect(lines).toContain('millwright_messages_published_total{queue="replies"} 1');
      expect(lines).not.toContain(address);
    });
  });
}
