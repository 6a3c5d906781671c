// The least that our hops cost: POST → confirmed publish → one statement with what routing writes → confirmed publish →
// one statement with what performing writes → a notification. One process for each stage, as ours; nothing is looked up,
// parsed, matched, rendered or retried. `STAGE` is `intake`, `route` or `perform`; each has its own quorum queue in
// front (`QUEUE`) and publishes to the next one's (`NEXT`).
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import amqp from 'amqplib';
import pg from 'pg';

const { AMQP_URL, DATABASE_URL, STAGE, QUEUE, NEXT, PORT } = process.env;
const PREFETCH = 200;
const CONNECTIONS = 4;

const tables = `
  create table if not exists bare_events (id uuid primary key, body text);
  create table if not exists bare_runs (id uuid primary key, state text);
  create table if not exists bare_work (id uuid primary key);
  create table if not exists bare_actions (id uuid primary key, body text);
  create or replace function bare_tell_performed() returns trigger language plpgsql as $$
    begin
      perform pg_notify('bench_performed', new.id::text);
      return null;
    end $$;
  create or replace trigger bare_tell_performed after insert on bare_actions
    for each row execute function bare_tell_performed()`;
const statements = {
  route: `with e as (insert into bare_events values ($1, $2)), r as (insert into bare_runs values ($1, 'due'))
    insert into bare_work values ($1)`,
  perform: `with r as (update bare_runs set state = 'succeeded' where id = $1),
    w as (delete from bare_work where id = $1) insert into bare_actions values ($1, $2)`,
};

const connection = await amqp.connect(AMQP_URL, { noDelay: true });
const publishing = await connection.createConfirmChannel();
const quorum = { durable: true, arguments: { 'x-queue-type': 'quorum' } };
await publishing.assertQueue(QUEUE, quorum);
const publish = (id, body) =>
  new Promise((resolve, reject) => {
    const options = { persistent: true, mandatory: true, messageId: id };
    publishing.sendToQueue(NEXT, body, options, (error) => (error ? reject(error) : resolve()));
  });

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: CONNECTIONS });
const stages = {
  intake(request, response) {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const id = randomUUID();
      publish(id, Buffer.concat(chunks)).then(
        () => response.writeHead(204, { 'x-request-id': id }).end(),
        () => response.writeHead(503).end(),
      );
    });
  },
  async route(id, body) {
    await commit(id, body);
    await publish(id, body);
  },
  perform: (id, body) => commit(id, body),
};

if (STAGE !== 'intake') {
  if (STAGE === 'route') await pool.query(tables);
  const consuming = await amqp.connect(AMQP_URL, { noDelay: true });
  const channel = await consuming.createChannel();
  await channel.prefetch(PREFETCH);
  await channel.consume(QUEUE, (message) => {
    const { messageId } = message.properties;
    void stages[STAGE](messageId, message.content).then(() => channel.ack(message));
  });
}

const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end();
  stages.intake(request, response);
});
server.listen(Number(PORT), '127.0.0.1');

function commit(id, body) {
  return pool.query({ name: STAGE, text: statements[STAGE], values: [id, body.toString()] });
}

// Ctrl-C reaches the whole group: the benchmark stops it in its turn.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void publishing
    .deleteQueue(QUEUE)
    .then(() => connection.close())
    .then(() => pool.end())
    .then(() => process.exit(0));
});
