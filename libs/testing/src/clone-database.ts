import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { databaseUrl } from './services.ts';

/** A database of a test's own. */
export interface ClonedDatabase {
  url: string;
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 1_795_132_809;
const HOUR_MS = 3_600_000;
const STALE_MS = 2 * HOUR_MS;

/**
 * A database for one test file, copied from a template. The template is made once per key by `prepare` (which gets
 * its address, migrates it and lets go of it), whatever the number of processes that ask.
 */
export async function cloneDatabase(
  prepare: (url: string) => Promise<void>,
  key: string = prepare.toString(),
): Promise<ClonedDatabase> {
  const template = templateNameOf(key);
  const name = `millwright_test_${Date.now()}_${randomBytes(4).toString('hex')}`;
  await withServer(async (server) => {
    await ensureTemplate(server, template, prepare);
    await server.query(`create database ${name} template ${template}`);
  });
  return {
    url: urlOf(name),
    drop: () => withServer((server) => dropDatabase(server, name)),
  };
}

/** The template's name for a key. */
export const templateNameOf = (key: string): string =>
  `millwright_template_${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;

async function ensureTemplate(
  server: pg.Client,
  template: string,
  prepare: (url: string) => Promise<void>,
): Promise<void> {
  if (await exists(server, template)) return;
  await server.query(`select pg_advisory_lock($1)`, [TEMPLATE_LOCK]);
  try {
    if (await exists(server, template)) return;
    await dropStaleClones(server);
    // Named at last, so that what a killed process left half made is never copied.
    const draft = `${template}_draft`;
    await dropDatabase(server, draft);
    await server.query(`create database ${draft} template template0`);
    await prepare(urlOf(draft));
    await server.query(`alter database ${draft} rename to ${template}`);
  } finally {
    await server.query(`select pg_advisory_unlock($1)`, [TEMPLATE_LOCK]);
  }
}

async function exists(server: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await server.query(`select 1 from pg_database where datname = $1`, [name]);
  return rowCount === 1;
}

/** Drops what killed test runs left behind. */
async function dropStaleClones(server: pg.Client): Promise<void> {
  const { rows } = await server.query<{ datname: string }>(
    `select datname from pg_database where datname like 'millwright\\_test\\_%'`,
  );
  const isStale = ({ datname }: { datname: string }): boolean =>
    Number(datname.split('_')[2]) < Date.now() - STALE_MS;
  for (const { datname } of rows.filter(isStale)) await dropDatabase(server, datname);
}

const dropDatabase = async (server: pg.Client, name: string): Promise<void> => {
  await server.query(`drop database if exists ${name} with (force)`);
};

function urlOf(name: string): string {
  const url = new URL(databaseUrl());
  url.pathname = `/${name}`;
  return url.href;
}

async function withServer(work: (server: pg.Client) => Promise<void>): Promise<void> {
  const server = new pg.Client({ connectionString: databaseUrl() });
  await server.connect();
  try {
    await work(server);
  } finally {
    await server.end();
  }
}
