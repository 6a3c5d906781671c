import type { Channel } from 'amqplib';
import { isOrdered, queueNames } from '../queue-name.ts';

/** A queue at the broker. It is bound by its name without the prefix. */
export interface QueueDeclaration {
  readonly name: string;
  readonly routingKey: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Everything that is declared at the broker: one topic exchange, and the queues bound to it. */
export interface Topology {
  readonly exchange: string;
  readonly queues: readonly QueueDeclaration[];
}

/** The twin of a queue, where lies what could not be handled, with its reason. */
export const deadTwinOf = (queue: string): string => `${queue}.dead`;

// Unset, 4.x drops a message after 20 deliveries; -1 on 3.10 drops it at once.
const quorum = { 'x-queue-type': 'quorum', 'x-delivery-limit': 2_147_483_647 };
const ordered = { ...quorum, 'x-single-active-consumer': true };

/** The exchange and queues of the installation with this prefix. */
export function topologyOf(prefix: string): Topology {
  const declare = (routingKey: string, args: QueueDeclaration['arguments']): QueueDeclaration => ({
    name: `${prefix}.${routingKey}`,
    routingKey,
    arguments: args,
  });
  return {
    exchange: prefix,
    queues: queueNames.flatMap((queue) => [
      declare(queue, isOrdered(queue) ? ordered : quorum),
      declare(deadTwinOf(queue), quorum),
    ]),
  };
}

/** Declares all of it. What is there already stays as it is; a queue with other arguments is refused. */
export async function declareTopology(channel: Channel, topology: Topology): Promise<void> {
  const { exchange, queues } = topology;
  await channel.assertExchange(exchange, 'topic', { durable: true });
  await Promise.all(
    queues.flatMap(({ name, routingKey, arguments: args }) => [
      channel.assertQueue(name, { durable: true, arguments: args }),
      channel.bindQueue(name, exchange, routingKey),
    ]),
  );
}
