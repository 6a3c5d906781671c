import type { Channel } from 'amqplib';
import { isOrdered, queueNames, staleAfterMs, type QueueName } from '../queue-name.ts';

/** A queue at the broker, which messages reach by its name. */
export interface QueueDeclaration {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Everything that is declared at the broker: the queues of work, and one topic exchange for what is broadcast. */
export interface Topology {
  readonly exchange: string;
  readonly queues: readonly QueueDeclaration[];
}

/** The twin of a queue, where lies what could not be handled, with its reason. */
export const deadTwinOf = (queue: string): string => `${queue}.dead`;

/** The name of a queue at the broker. */
export const brokerNameOf = ({ exchange }: Topology, queue: string): string =>
  `${exchange}.${queue}`;

// Unset, 4.x drops a message after 20 deliveries; -1 on 3.10 drops it at once.
const quorum = { 'x-queue-type': 'quorum', 'x-delivery-limit': 2_147_483_647 };

function argumentsOf(queue: QueueName): QueueDeclaration['arguments'] {
  const staleMs = staleAfterMs(queue);
  return {
    ...quorum,
    ...(isOrdered(queue) && { 'x-single-active-consumer': true }),
    ...(staleMs !== undefined && { 'x-message-ttl': staleMs }),
  };
}

/** The exchange and queues of the installation with this prefix. */
export function topologyOf(prefix: string): Topology {
  const declare = (queue: string, args: QueueDeclaration['arguments']): QueueDeclaration => ({
    name: `${prefix}.${queue}`,
    arguments: args,
  });
  return {
    exchange: prefix,
    queues: queueNames.flatMap((queue) => [
      declare(queue, argumentsOf(queue)),
      declare(deadTwinOf(queue), quorum),
    ]),
  };
}

/** Declares all of it. What is there already stays as it is; a queue with other arguments is refused. */
export async function declareTopology(channel: Channel, topology: Topology): Promise<void> {
  const { exchange, queues } = topology;
  await channel.assertExchange(exchange, 'topic', { durable: true });
  await Promise.all(
    queues.map(({ name, arguments: args }) =>
      channel.assertQueue(name, { durable: true, arguments: args }),
    ),
  );
}
