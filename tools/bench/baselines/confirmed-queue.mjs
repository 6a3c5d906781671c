import amqp from 'amqplib';

/** A quorum queue of the baseline's own: `publish(body, done)` calls back with the broker's confirm. */
export async function confirmedQueue() {
  const { AMQP_URL, QUEUE } = process.env;
  const connection = await amqp.connect(AMQP_URL, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  // Ctrl-C reaches the whole group: the benchmark stops it in its turn.
  process.on('SIGINT', () => undefined);
  const publish = (body, done) =>
    channel.sendToQueue(QUEUE, body, { persistent: true, mandatory: true }, done);
  const close = async (server) => {
    server.close();
    server.closeAllConnections();
    await channel.deleteQueue(QUEUE);
    await connection.close();
    process.exit(0);
  };
  return { publish, close };
}
