import amqp from 'amqplib';
import { brokerUrl } from '../../system/broker.mjs';

const SHARDS = 8;

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
