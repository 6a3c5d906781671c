import { randomUUID } from 'node:crypto';
import amqp from 'amqplib';
import { brokerUrl } from '../../system/broker.mjs';

/** Sends requests to a queue and hears the replies: `ask(body)` resolves with the time of the reply. */
export async function requesterTo(closing, queue) {
  const opening = amqp.connect(brokerUrl(), { noDelay: true });
  const connection = await closing.use(opening, (opened) => opened.close());
  const channel = await connection.createChannel();
  const { queue: replyTo } = await channel.assertQueue('', { exclusive: true });
  const waiting = new Map();
  const heard = ({ properties: { correlationId } }) => {
    waiting.get(correlationId)(performance.now());
    waiting.delete(correlationId);
  };
  await channel.consume(replyTo, heard, { noAck: true });
  const ask = (body) =>
    new Promise((resolve) => {
      const correlationId = randomUUID();
      waiting.set(correlationId, resolve);
      channel.sendToQueue(queue, body, { correlationId, replyTo, persistent: true });
    });
  return { ask };
}
