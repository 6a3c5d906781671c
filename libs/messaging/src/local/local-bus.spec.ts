import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '@millwright/observability';
import { until } from '@millwright/testing';
import { BrokerUnavailableError } from '../broker.errors.ts';
import type { OutgoingMessage } from '../message-bus.ts';
import { busConformance } from '../testing/bus.conformance.ts';
import { listenerOf, startConsumers, takerOf } from '../testing/consumer-app.ts';
import { LocalQueue } from './local-queue.ts';
import { openLocalBus } from './open-local-bus.ts';

busConformance('the local bus', async (options) => {
  const bus = openLocalBus({ logger: silentLogger, ...options });
  return { bus, deadOf: async (queue) => bus.deadOf(queue), close: () => bus.close() };
});

describe('the local bus, when nobody takes its messages', () => {
  const messagesOf = (count: number, bytes: number): OutgoingMessage[] =>
    Array.from({ length: count }, (_, at) => ({
      queue: 'task-runs.low',
      id: String(at),
      body: Buffer.alloc(bytes),
    }));

  it('refuses more messages in a queue than it may hold, and takes some again when they are taken', async () => {
    const bus = openLocalBus({ logger: silentLogger, capacity: { messages: 10, bytes: 1_000 } });
    await bus.publishAll(messagesOf(10, 1));

    await expect(bus.publish(messagesOf(1, 1)[0]!)).rejects.toThrow(BrokerUnavailableError);

    let taken = 0;
    const app = await startConsumers(
      bus,
      takerOf('task-runs.low', 4, () => void (taken += 1)),
    );
    await until(() => taken === 10);
    await bus.publishAll(messagesOf(10, 1));
    await until(() => taken === 20);
    await app.close();
    await bus.close();
  });

  it('refuses more bytes in a queue than it may hold', async () => {
    const bus = openLocalBus({ logger: silentLogger, capacity: { messages: 10, bytes: 1_000 } });
    await bus.publishAll(messagesOf(2, 500));

    await expect(bus.publish(messagesOf(1, 1)[0]!)).rejects.toThrow(BrokerUnavailableError);
    await bus.close();
  });

  it('takes what other queues have room for in the burst that one queue refuses', async () => {
    const bus = openLocalBus({ logger: silentLogger, capacity: { messages: 1, bytes: 1_000 } });
    const other: OutgoingMessage = { queue: 'events.0', id: 'other', body: Buffer.alloc(1) };
    const ids: string[] = [];

    await expect(bus.publishAll([...messagesOf(2, 1), other])).rejects.toThrow(
      BrokerUnavailableError,
    );

    const app = await startConsumers(
      bus,
      takerOf('events.0', 1, (_body, { messageId }) => void ids.push(messageId)),
    );
    await until(() => ids.length > 0);
    expect(ids).toEqual(['other']);
    await app.close();
    await bus.close();
  });

  it('gives back in front what a consumer did not finish, though the queue is full', async () => {
    const queue = new LocalQueue(false, { messages: 1, bytes: 1_000 });
    const message = { id: '1', body: Buffer.alloc(1), redelivered: false };

    expect(queue.push(message)).toBe(true);
    queue.putBack([{ ...message, id: '0' }]);

    expect(queue.push({ ...message, id: '2' })).toBe(false);
  });

  it('does without the listener that is stuck when it broadcasts', async () => {
    const bus = openLocalBus({ logger: silentLogger, capacity: { messages: 1, bytes: 1_000 } });
    let free = (): void => undefined;
    const stuck = new Promise<void>((resolve) => (free = resolve));
    let heard = 0;
    const slow = await startConsumers(
      bus,
      listenerOf(() => stuck),
    );
    const quick = await startConsumers(
      bus,
      listenerOf(() => void (heard += 1)),
    );

    for (let sent = 1; sent <= 300; sent += 1) {
      await bus.publish({ queue: 'broadcast', id: String(sent), body: Buffer.alloc(1) });
      await until(() => heard === sent);
    }

    free();
    await Promise.all([slow.close(), quick.close()]);
    await bus.close();
  });
});
