import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { silentLogger } from '@millwright/observability';
import { openLocalBus } from '../local/open-local-bus.ts';
import { startConsumers, takerOf } from '../testing/consumer-app.ts';
import { until } from '@millwright/testing';
import { ConsumeQueue } from './consume.ts';

describe('a message server', () => {
  const bus = openLocalBus({ logger: silentLogger });
  afterAll(() => bus.close());

  it('lets one method consume several queues, each with its own prefetch', async () => {
    const got: string[] = [];
    @Controller()
    class Taker {
      @ConsumeQueue('task-runs.high', { prefetch: 6 })
      @ConsumeQueue(['task-runs.normal', 'task-runs.low'], { prefetch: 1 })
      take(body: Buffer): void {
        got.push(body.toString());
      }
    }
    const app = await startConsumers(bus, Taker);

    for (const queue of ['task-runs.low', 'task-runs.normal', 'task-runs.high'] as const) {
      await bus.publish({ queue, id: queue, body: Buffer.from(queue) });
    }
    await until(() => got.length === 3);
    await app.close();

    expect(got).toEqual(['task-runs.low', 'task-runs.normal', 'task-runs.high']);
  });

  it('refuses two handlers of one queue in one app', async () => {
    const taker = () => takerOf('events.0', 1, () => undefined);

    await expect(startConsumers(bus, taker(), taker())).rejects.toThrow(/two handlers/);
  });

  it('refuses a handler that names no queue', async () => {
    @Controller()
    class Stray {
      @EventPattern<string>('events.1')
      take(): void {}
    }

    await expect(startConsumers(bus, Stray)).rejects.toThrow(/use ConsumeQueue/);
  });
});
