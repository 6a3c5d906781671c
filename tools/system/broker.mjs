import amqp from 'amqplib';

export const brokerUrl = () => process.env.AMQP_URL ?? 'amqp://guest:guest@127.0.0.1:5672';

/** Deletes every queue and exchange of a prefix. */
export async function deletePrefix(amqpUrl, prefix) {
  const { queueNames, deadTwinOf } = await import('@millwright/messaging');
  const connection = await amqp.connect(amqpUrl, { noDelay: true });
  const channel = await connection.createChannel();
  for (const queue of queueNames) {
    await channel.deleteQueue(`${prefix}.${queue}`);
    await channel.deleteQueue(`${prefix}.${deadTwinOf(queue)}`);
  }
  await channel.deleteExchange(prefix);
  await connection.close();
}
