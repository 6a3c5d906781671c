import { randomBytes } from 'node:crypto';
import pg from 'pg';

export const serverUrl = () =>
  process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** A new empty database on a server, `{url, drop()}`. */
export async function createDatabase(server = serverUrl()) {
  const name = `millwright_system_${randomBytes(4).toString('hex')}`;
  await once(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => once(server, `drop database if exists ${name} with (force)`),
  };
}

async function once(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
