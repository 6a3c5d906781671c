import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { answersWithin, freePort, postgresAnswers } from './probe.mjs';
import { programAt, quarters, startServer } from './programs.mjs';

export const name = 'PostgreSQL';
export const variable = 'DATABASE_URL';
export const image = 'postgres:17';
export const containerPort = 5432;
export const containerEnvironment = {
  POSTGRES_HOST_AUTH_METHOD: 'trust',
  POSTGRES_PASSWORD: 'test',
};

/** URLs under which a developer's server usually answers. */
export const usualUrls = [
  'postgres://postgres@127.0.0.1:5432/postgres',
  'postgres://postgres:postgres@127.0.0.1:5432/postgres',
];
export const containerUrl = (port) => `postgres://postgres:test@127.0.0.1:${port}/postgres`;
export const answers = postgresAnswers;

/** Starts a server of our own in a temporary folder, or returns undefined where none is installed. */
export async function startHere(root) {
  const initdb = programAt('initdb');
  const postgres = initdb && programAt('postgres', [dirname(initdb)]);
  if (!postgres) return undefined;

  const { folder, identity, remove } = quarters('postgres', ['postgres']);
  const data = join(folder, 'data');
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  execFileSync(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale'], {
    ...identity,
    cwd: folder,
    stdio: 'pipe',
  });
  const settings = ['listen_addresses=127.0.0.1', 'fsync=off', 'max_connections=300'];
  const server = startServer(
    postgres,
    ['-D', data, '-p', `${port}`, '-k', folder, ...settings.flatMap((setting) => ['-c', setting])],
    { ...identity, cwd: folder },
  );
  const stop = async () => {
    await server.stop('SIGINT');
    remove();
  };
  if (await answersWithin(30_000, () => postgresAnswers(root, url), server.isOver)) {
    return { url, stop };
  }
  await stop();
  throw new Error(`PostgreSQL did not start: ${server.lastWords()}`);
}
