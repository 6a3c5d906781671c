import { amqpUrl } from '@millwright/testing';
import { connect, type Channel } from 'amqplib';
import type { DeadMessage } from '../local/local-bus.ts';
import { deadTwinOf, topologyOf } from '../rabbit/topology.ts';

/** Looks at and cleans up one installation's queues, past the bus. */
export interface BrokerPeek {
  deadOf(queue: string): Promise<readonly DeadMessage[]>;
  deleteQueue(queue: string): Promise<void>;
  messagesIn(queue: string): Promise<number>;
  /** Empties every queue of the prefix. */
  empty(): Promise<void>;
  /** Deletes every queue of the prefix, and its exchange. */
  wipe(): Promise<void>;
}

/** A look at what is under this prefix, over a connection of its own each time. */
export function peekAt(prefix: string): BrokerPeek {
  const { exchange, queues } = topologyOf(prefix);
  return {
    deadOf: (queue) => onChannel((channel) => allOf(channel, `${prefix}.${deadTwinOf(queue)}`)),
    deleteQueue: (queue) =>
      onChannel(async (channel) => void (await channel.deleteQueue(`${prefix}.${queue}`))),
    messagesIn: (queue) =>
      onChannel(async (channel) => (await channel.checkQueue(`${prefix}.${queue}`)).messageCount),
    empty: () =>
      onChannel(async (channel) => {
        await Promise.all(queues.map(({ name }) => channel.purgeQueue(name)));
      }),
    wipe: () =>
      onChannel(async (channel) => {
        await Promise.all(queues.map(({ name }) => channel.deleteQueue(name)));
        await channel.deleteExchange(exchange);
      }),
  };
}

async function onChannel<T>(work: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = await connect(amqpUrl(), { noDelay: true });
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    return await work(channel);
  } finally {
    await connection.close();
  }
}

async function allOf(channel: Channel, queue: string): Promise<DeadMessage[]> {
  const dead: DeadMessage[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) return dead;
    const { headers, messageId } = message.properties;
    dead.push({
      id: String(messageId),
      body: message.content,
      code: String(headers?.['x-dead-code']),
      reason: String(headers?.['x-dead-reason']),
    });
  }
}
