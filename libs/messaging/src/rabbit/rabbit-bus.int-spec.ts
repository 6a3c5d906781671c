import { jest } from '@jest/globals';
import { silentLogger } from '@millwright/observability';
import { amqpPrefix, amqpUrl, leakCheck, until } from '@millwright/testing';
import { busConformance } from '../testing/bus.conformance.ts';
import { peekAt } from '../testing/broker-peek.ts';
import { openRabbitBus } from './open-rabbit-bus.ts';

jest.setTimeout(30_000);

const prefix = amqpPrefix();
const peek = peekAt(prefix);
const check = leakCheck();

afterAll(async () => {
  await peek.wipe();
  await check();
});

busConformance('the bus over RabbitMQ', async (options) => {
  const bus = await openRabbitBus({ url: amqpUrl(), prefix, logger: silentLogger, ...options });
  return {
    bus,
    deadOf: peek.deadOf,
    async close() {
      await bus.close();
      await peek.empty();
    },
  };
});

it.each([
  ['fetches', 'provider-fetches'],
  ['hints of deliveries', 'deliveries'],
] as const)(
  'lets go of %s that nobody took in time, and of no other work',
  async (_what, queue) => {
    const bus = await openRabbitBus({ url: amqpUrl(), prefix, logger: silentLogger });
    await until(() => bus.isAvailable());
    const body = Buffer.from('x');
    await bus.publishAll([
      { queue: 'calls', id: 'call', body },
      { queue, id: 'stale', body },
    ]);

    expect(await peek.messagesIn(queue)).toBe(1);
    await until(async () => (await peek.messagesIn(queue)) === 0, { timeoutMs: 20_000 });
    expect(await peek.messagesIn('calls')).toBe(1);
    expect(await peek.deadOf(queue)).toEqual([]);
    await bus.close();
    await peek.empty();
  },
);
