import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, startProgram } from './processes.mjs';

const TOKEN = 'bench-admin-token-of-the-instance';

/** Runs `work` with the URL of a webhook on one ingress process, with real RabbitMQ and PostgreSQL behind it. */
export async function withIngress(root, { amqpUrl }, work) {
  const databaseUrl = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  const name = `millwright_bench_${randomBytes(4).toString('hex')}`;
  const server = new pg.Client({ connectionString: databaseUrl });
  await server.connect();
  await server.query(`create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const [ingressPort, adminPort] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: url.href,
    AMQP_URL: amqpUrl,
    AMQP_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
    ADMIN_TOKEN: TOKEN,
    MILLWRIGHT_SECRET_KEY: randomBytes(32).toString('base64'),
    HOST: '127.0.0.1',
    INGRESS_PORT: `${ingressPort}`,
    ADMIN_PORT: `${adminPort}`,
    LOG_LEVEL: 'warn',
    LOG_FORMAT: 'json',
  };
  const start = (app, port) =>
    startProgram(join(root, 'apps', app, 'dist', 'main.js'), {
      env,
      url: `http://127.0.0.1:${port}/health/ready`,
    });
  const running = [];
  try {
    running.push(await start('admin-api', adminPort));
    running.push(await start('ingress', ingressPort));
    const id = await createWebhook(adminPort);
    await running.shift().stop();
    return await work(`http://127.0.0.1:${ingressPort}/webhooks/${id}`);
  } finally {
    for (const { stop } of running) await stop();
    await server.query(`drop database ${name} with (force)`);
    await server.end();
    await deleteQueues(amqpUrl, env.AMQP_PREFIX);
  }
}

async function createWebhook(adminPort) {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/api/v1/workspaces/main/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench', topic: 'user/bench/posted' }),
  });
  if (!answer.ok) throw new Error(`the webhook was not created: ${await answer.text()}`);
  return (await answer.json()).id;
}

async function deleteQueues(amqpUrl, prefix) {
  const { default: amqp } = await import('amqplib');
  const { queueNames, deadTwinOf } = await import('@millwright/messaging');
  const connection = await amqp.connect(amqpUrl, { noDelay: true });
  const channel = await connection.createChannel();
  for (const queue of queueNames) {
    await channel.deleteQueue(`${prefix}.${queue}`);
    await channel.deleteQueue(`${prefix}.${deadTwinOf(queue)}`).catch(() => undefined);
  }
  await channel.deleteExchange(prefix);
  await connection.close();
}
