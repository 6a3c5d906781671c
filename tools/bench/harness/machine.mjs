import { cpus, release, totalmem, type } from 'node:os';
import amqp from 'amqplib';
import pg from 'pg';
import { brokerUrl } from '../../system/broker.mjs';
import { serverUrl } from '../../system/database.mjs';
import { generator, outputOf } from './load.mjs';

/** What a figure is worth nothing without: the machine, and the versions of all that took part. */
export async function machineHere(root) {
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
      postgresql: await postgresVersion().catch(() => 'none'),
      rabbitmq: await rabbitVersion().catch(() => 'none'),
      load: generator,
    },
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

async function postgresVersion() {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  const { rows } = await client.query('show server_version');
  await client.end();
  return rows[0].server_version.split(' ')[0];
}

async function rabbitVersion() {
  const connection = await amqp.connect(brokerUrl());
  const { version } = connection.connection.serverProperties;
  await connection.close();
  return version;
}
