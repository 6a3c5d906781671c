import type { RabbitOptions } from '../bus-options.ts';
import type { MessageBus } from '../message-bus.ts';
import { RabbitBus } from './rabbit-bus.ts';

/**
 * Opens the bus over RabbitMQ. Resolves after the first try to connect, also when that failed: the bus goes on trying,
 * and says so by `isAvailable()`.
 *
 * @example const bus = await openRabbitBus({ url: 'amqp://rabbitmq:5672', prefix: 'millwright', logger });
 */
export async function openRabbitBus(options: RabbitOptions): Promise<MessageBus> {
  const bus = new RabbitBus(options);
  await bus.open();
  return bus;
}
