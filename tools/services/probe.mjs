import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Whether a Postgres answers under this URL and lets us make databases. */
export async function postgresAnswers(root, url) {
  const { Client } = createRequire(join(root, 'libs/testing/package.json'))('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      'select rolcreatedb or rolsuper as able from pg_roles where rolname = current_user',
    );
    return rows[0]?.able === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether a RabbitMQ answers under this URL and accepts the credentials in it. */
export async function rabbitAnswers(root, url) {
  const amqplib = createRequire(join(root, 'libs/messaging/package.json'))('amqplib');
  try {
    const connection = await amqplib.connect(url, { timeout: 10_000 });
    connection.on('error', () => {});
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

/** A TCP port that is free at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks until the answer is yes; false when the time is over or `isOver` says that it never will be. */
export async function answersWithin(timeoutMs, ask, isOver = () => false) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && !isOver()) {
    if (await ask()) return true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return false;
}
