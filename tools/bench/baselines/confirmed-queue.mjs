import amqp from 'amqplib';

const SLICE_MS = 8;

/**
 * Quorum queues of the baseline's own: `publish(body, done)` calls back with the broker's confirm. `QUEUE` names one,
 * or several with commas between them, which take turns of some milliseconds as our event queues do.
 */
export async function confirmedQueue() {
  const { AMQP_URL, QUEUE } = process.env;
  const queues = QUEUE.split(',');
  const connection = await amqp.connect(AMQP_URL, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  for (const queue of queues) {
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  }
  // Ctrl-C reaches the whole group: the benchmark stops it in its turn.
  process.on('SIGINT', () => undefined);
  const publish = (body, done) => {
    const queue = queues[Math.floor(Date.now() / SLICE_MS) % queues.length];
    channel.sendToQueue(queue, body, { persistent: true, mandatory: true }, done);
  };
  const close = async (server) => {
    server.close();
    server.closeAllConnections();
    for (const queue of queues) await channel.deleteQueue(queue);
    await connection.close();
    process.exit(0);
  };
  return { publish, close };
}
