import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from './app.mjs';
import { brokerUrl, deletePrefix } from './broker.mjs';
import { createDatabase, serverUrl } from './database.mjs';
import { freePorts } from './ports.mjs';

const ADMIN_TOKEN = 'the-admin-token-of-a-measured-system';
/** Where servers that actions call may listen although private. */
export const PEER_HOST = '127.0.0.2';

const commonEnvironment = () => ({
  ADMIN_TOKEN,
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  LOG_FORMAT: 'json',
  MAIL_OUTBOX: 'true',
  MILLWRIGHT_SECRET_KEY: randomBytes(32).toString('base64'),
  NET_ALLOW: PEER_HOST,
});

const mainOf = (root, name) => join(root, 'apps', name, 'dist', 'main.js');

/**
 * Starts the four apps over RabbitMQ and PostgreSQL, `counts[name]` copies of each (0 leaves one out), on a database
 * and a broker prefix of their own. `env` is added to every app's. Answers `{apps, ingressUrl, adminUrl, api, stop}`.
 * `appsReach` may lead the apps to the servers by another address: `(url, {name, copy}) => url`. `leavesNothing`: the servers are
 * thrown away afterwards, so that nothing is to be deleted from them.
 */
export async function startProcesses(
  root,
  {
    counts = {},
    env = {},
    amqpUrl = brokerUrl(),
    databaseServer = serverUrl(),
    appsReach = (url) => url,
    leavesNothing = false,
    nodeArgs,
  } = {},
) {
  const database = await createDatabase(databaseServer);
  const prefix = `system-${randomBytes(4).toString('hex')}`;
  const names = ['admin-api', 'event-router', 'task-runner', 'ingress'];
  const wanted = names.flatMap((name) =>
    Array.from({ length: counts[name] ?? 1 }, (_none, copy) => ({ name, copy })),
  );
  const ports = await freePorts(wanted.length);
  const ingressPort = ports[wanted.findIndex(({ name }) => name === 'ingress')];
  const shared = {
    ...commonEnvironment(),
    // All apps know one address of webhooks: what some senders sign is the address.
    ...(ingressPort && { PUBLIC_URL: `http://localhost:${ingressPort}` }),
    DATABASE_URL: database.url,
    AMQP_URL: amqpUrl,
    AMQP_PREFIX: prefix,
    ...env,
  };
  const apps = wanted.map(({ name, copy }, index) => {
    const port = `${ports[index]}`;
    return new App({
      name,
      main: mainOf(root, name),
      env: {
        ...shared,
        DATABASE_URL: appsReach(shared.DATABASE_URL, { name, copy }),
        AMQP_URL: appsReach(shared.AMQP_URL, { name, copy }),
        [portVariableOf(name)]: port,
      },
      healthUrl: `http://127.0.0.1:${port}/health/ready`,
      nodeArgs,
    });
  });
  const stop = async () => {
    await Promise.all(apps.map((app) => app.stop()));
    if (leavesNothing) return;
    await database.drop();
    await deletePrefix(amqpUrl, prefix);
  };
  await startAll(apps, stop);
  return {
    embodiment: 'processes',
    ...reached(apps),
    apps,
    env: shared,
    amqpUrl,
    databaseUrl: database.url,
    prefix,
    stop,
  };
}

/** Starts the standalone system in a data directory of its own. */
export async function startStandalone(root, { env = {}, nodeArgs } = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'millwright-system-'));
  const [ingressPort, adminPort] = await freePorts(2);
  const shared = {
    ...commonEnvironment(),
    MILLWRIGHT_DATA_DIR: dataDir,
    INGRESS_PORT: `${ingressPort}`,
    ADMIN_PORT: `${adminPort}`,
    ...env,
  };
  const healthUrl = `http://127.0.0.1:${ingressPort}/health/ready`;
  const main = mainOf(root, 'standalone');
  const app = new App({ name: 'standalone', main, env: shared, healthUrl, nodeArgs });
  const stop = async () => {
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  await startAll([app], stop);
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  const ingressUrl = `http://127.0.0.1:${ingressPort}`;
  return {
    embodiment: 'standalone',
    ingressUrl,
    adminUrl,
    api: apiAt(adminUrl),
    apps: [app],
    env: shared,
    stop,
  };
}

/** `api(method, path, body)`: one call of the admin API below the workspace `main`; answers the parsed body. */
export function apiAt(adminUrl) {
  return async (method, path, body) => {
    const answer = await fetch(`${adminUrl}/api/v1/workspaces/main${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

const originOf = (app) => app && new URL(app.healthUrl).origin;

function reached(apps) {
  const of = (name) => originOf(apps.find((app) => app.name === name));
  const adminUrl = of('admin-api');
  return { ingressUrl: of('ingress'), adminUrl, api: apiAt(adminUrl) };
}

const portVariableOf = (name) =>
  ({ ingress: 'INGRESS_PORT', 'admin-api': 'ADMIN_PORT' })[name] ?? 'HEALTH_PORT';

async function startAll(apps, stop) {
  try {
    await Promise.all(apps.map((app) => app.start()));
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
