import amqp from 'amqplib';
import { brokerUrl } from '../../system/broker.mjs';

const SHARDS = 8;

/** The queues that the ingress of a system publishes to. */
export const queuesOf = (prefix) =>
  Array.from({ length: SHARDS }, (_, shard) => `${prefix}.events.${shard}`);

/** Gives `work` a function that empties the queues: nobody consumes them, and full ones make a broker slower. */
export async function withPurge(queues, work) {
  const connection = await amqp.connect(brokerUrl(), { noDelay: true });
  const channel = await connection.createChannel();
  try {
    return await work(async () => {
      for (const queue of queues) await channel.purgeQueue(queue);
    });
  } finally {
    await connection.close();
  }
}
