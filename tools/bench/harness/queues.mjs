import amqp from 'amqplib';
import { brokerUrl } from '../../system/broker.mjs';

export const SHARDS = 8;

/** The queues that the ingress of a system publishes to. */
export const queuesOf = (prefix) =>
  Array.from({ length: SHARDS }, (_, shard) => `${prefix}.events.${shard}`);

/** A function that empties the queues: nobody consumes them, and full ones make a broker slower. */
export async function purgeOf(closing, queues) {
  const opening = amqp.connect(brokerUrl(), { noDelay: true });
  const connection = await closing.use(opening, (opened) => opened.close());
  const channel = await connection.createChannel();
  return async () => {
    for (const queue of queues) await channel.purgeQueue(queue);
  };
}

/** The bytes of the one message that `send` leaves in these queues, which are empty before. @throws where there is none */
export async function messageIn(closing, queues, send) {
  const opening = amqp.connect(brokerUrl(), { noDelay: true });
  const connection = await closing.use(opening, (opened) => opened.close());
  const channel = await connection.createChannel();
  await send();
  for (const queue of queues) {
    const message = await channel.get(queue, { noAck: true });
    if (message !== false) return message.content;
  }
  throw new Error(`nothing came into ${queues.join(', ')}`);
}
