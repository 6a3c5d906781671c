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

/**
 * A server of our own in a temporary folder, not started yet; undefined where none is installed. It can be stopped,
 * killed and started again on the same data and port: `{url, folder, dataFolder, identity, isUp, start, stop, remove}`.
 * It is for tests, so it does not wait for the disk (`fsync=off`), unless `settings` say otherwise.
 * `prepareData(dataFolder, identity)` may lay the data's folder out.
 * @param {string} root
 * @param {{port?: number, settings?: string[], prepareData?: Function, env?: object}} [options]
 */
export async function layOutHere(root, options = {}) {
  const initdb = programAt('initdb');
  const postgres = initdb && programAt('postgres', [dirname(initdb)]);
  if (!postgres) return undefined;

  const { folder, identity, remove } = quarters('postgres', ['postgres']);
  const dataFolder = join(folder, 'data');
  const port = options.port ?? (await freePort());
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const create = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale'];
  try {
    options.prepareData?.(dataFolder, identity);
    execFileSync(initdb, ['-D', dataFolder, ...create], {
      ...identity,
      cwd: folder,
      stdio: 'pipe',
    });
  } catch (error) {
    remove();
    throw error;
  }
  const settings = ['listen_addresses=127.0.0.1', 'fsync=off', 'max_connections=300'].concat(
    options.settings ?? [],
  );
  const words = [
    ...[postgres, '-D', dataFolder, '-p', `${port}`, '-k', folder],
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const env = { ...process.env, ...options.env };
  let server;
  return {
    url,
    folder,
    dataFolder,
    identity,
    remove,
    isUp: () => server !== undefined && !server.isOver(),
    lastWords: () => server?.lastWords() ?? '',
    /** Starts it and waits until it answers. */
    async start() {
      const [program, ...args] = words;
      server = startServer(program, args, { ...identity, cwd: folder, env });
      if (await answersWithin(60_000, () => postgresAnswers(root, url), server.isOver)) return;
      throw new Error(`PostgreSQL did not start: ${server.lastWords()}`);
    },
    /** SIGINT: a fast stop; SIGQUIT: an immediate one, to be recovered from; SIGKILL: its postmaster dies. */
    stop: async (signal = 'SIGINT') => server?.stop(signal),
  };
}

/** Starts a server of our own in a temporary folder, or returns undefined where none is installed. */
export async function startHere(root) {
  const server = await layOutHere(root);
  if (!server) return undefined;
  const stop = async () => {
    await server.stop();
    server.remove();
  };
  try {
    await server.start();
    return { url: server.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
