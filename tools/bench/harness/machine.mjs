import { cpus, release, totalmem, type } from 'node:os';
import amqp from 'amqplib';
import pg from 'pg';
import { brokerUrl } from '../../system/broker.mjs';
import { serverUrl } from '../../system/database.mjs';
import { generator } from './load-generators.mjs';
import { outputOf } from './output-of.mjs';

/** What of PostgreSQL decides on how much a commit costs. */
const POSTGRES_SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers'];

/** What a figure is worth nothing without: the machine, the versions of all that took part, and how they were set. */
export async function machineHere(root) {
  const postgres = await postgresHere().catch(() => undefined);
  return {
    machine: {
      cpu: cpus()[0]?.model.trim(),
      cores: cpus().length,
      memory_gb: Math.round(totalmem() / 2 ** 30),
      system: `${type()} ${release().split('-')[0]}`,
    },
    versions: {
      commit: await commitOf(root),
      node: process.version,
      postgresql: postgres?.server_version.split(' ')[0] ?? 'none',
      rabbitmq: await rabbitVersion().catch(() => 'none'),
      load: generator,
    },
    ...(postgres && { postgresql_settings: settingsOf(postgres) }),
  };
}

/** With `+` behind it where files differ from the commit (results aside, which a run writes itself). */
async function commitOf(root) {
  const git = (...args) => outputOf('git', ['-C', root, ...args]);
  try {
    const commit = (await git('rev-parse', '--short=10', 'HEAD')).trim();
    const changed = await git('status', '--porcelain', '-uno', '--', 'libs', 'apps', 'tools');
    return changed.trim() === '' ? commit : `${commit}+`;
  } catch {
    return 'unknown';
  }
}

/** Settings of the PostgreSQL used, by name. */
async function postgresHere() {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select name, current_setting(name) as value from pg_settings where name = any($1)',
      [['server_version', ...POSTGRES_SETTINGS]],
    );
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  } finally {
    await client.end();
  }
}

const settingsOf = (postgres) =>
  Object.fromEntries(POSTGRES_SETTINGS.map((name) => [name, postgres[name]]));

async function rabbitVersion() {
  const connection = await amqp.connect(brokerUrl());
  const { version } = connection.connection.serverProperties;
  await connection.close();
  return version;
}
