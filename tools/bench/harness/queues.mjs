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

/** The bytes of the one message that `send` leaves in these queues, which are empty before and nobody consumes. */
export async function messageIn(queues, send) {
  const connection = await amqp.connect(brokerUrl(), { noDelay: true });
  try {
    const channel = await connection.createChannel();
    let take;
    const arrived = new Promise((resolve) => (take = resolve));
    for (const queue of queues) await channel.consume(queue, take, { noAck: true });
    await send();
    return (await arrived).content;
  } finally {
    await connection.close();
  }
}
