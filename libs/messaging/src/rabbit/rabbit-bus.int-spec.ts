import { jest } from '@jest/globals';
import { silentLogger } from '@millwright/observability';
import { amqpPrefix, amqpUrl, leakCheck } from '@millwright/testing';
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
