// The least that POST → action performed can cost: a message taken from a quorum queue, two committed INSERTs (the
// event and what was done), and a reply. With INSERTS=1 the least that a call can cost: one, of what was asked for.
import amqp from 'amqplib';
import { createServer } from 'node:http';
import pg from 'pg';

const { AMQP_URL, QUEUE, PORT, DATABASE_URL, INSERTS = '2' } = process.env;
const CONNECTIONS = 4;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: CONNECTIONS });
await pool.query('create table if not exists bench_events (id text primary key, body text)');
await pool.query('create table if not exists bench_actions (id text primary key, body text)');

const connection = await amqp.connect(AMQP_URL, { noDelay: true });
const channel = await connection.createChannel();
await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
await channel.prefetch(CONNECTIONS);
await channel.consume(QUEUE, (message) => void perform(message));

async function perform(message) {
  const { replyTo, correlationId } = message.properties;
  const row = [correlationId, message.content.toString()];
  await pool.query({ name: 'e', text: 'insert into bench_events values ($1, $2)', values: row });
  if (INSERTS === '2')
    await pool.query({ name: 'a', text: 'insert into bench_actions values ($1, $2)', values: row });
  channel.sendToQueue(replyTo, Buffer.alloc(0), { correlationId });
  channel.ack(message);
}

const server = createServer((_request, response) => void response.end());
server.listen(Number(PORT), '127.0.0.1');

// Ctrl-C reaches the whole group: the benchmark stops it in its turn.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void channel
    .deleteQueue(QUEUE)
    .then(() => connection.close())
    .then(() => pool.end())
    .then(() => process.exit(0));
});
