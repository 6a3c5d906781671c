import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { layOutHere } from '../../services/postgres.mjs';
import { until } from '../../system/until.mjs';

const FILLER = 'filler';
const SMALL_DISK_MB = 400;

/** The harness's own PostgreSQL, with what can happen to one. */
export async function startDatabaseServer(root, { onSmallDisk = false, env } = {}) {
  const prepareData = onSmallDisk ? mountSmallDisk : undefined;
  const settings = onSmallDisk ? ['max_wal_size=64MB', 'min_wal_size=32MB'] : [];
  const server = await layOutHere(root, { prepareData, settings, env });
  if (!server) throw new Error('PostgreSQL is not installed.');
  const filler = join(server.dataFolder, FILLER);
  await server.start();
  return {
    url: server.url,
    port: Number(new URL(server.url).port),
    /** `fast` closes what is open, `immediate` leaves a crash to be recovered from. */
    stop: (how = 'fast') => server.stop(how === 'immediate' ? 'SIGQUIT' : 'SIGINT'),
    start: () => server.start(),
    terminateBackends: () =>
      query(
        server.url,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where pid <> pg_backend_pid() and backend_type = 'client backend'`,
      ),
    /** Takes all the room there is on its disk. */
    fillDisk() {
      try {
        execFileSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1M'], { stdio: 'pipe' });
      } catch {
        // no space left on device: that was the aim
      }
    },
    async freeDisk() {
      rmSync(filler, { force: true });
      if (!server.isUp()) await server.start();
      await until(() => query(server.url, 'select 1'), { what: 'PostgreSQL to take queries' });
    },
    async close() {
      await server.stop('SIGQUIT');
      if (onSmallDisk) execFileSync('umount', [server.dataFolder], { stdio: 'pipe' });
      server.remove();
    },
  };
}

function mountSmallDisk(folder, { uid, gid }) {
  mkdirSync(folder);
  const options = `size=${SMALL_DISK_MB}m,uid=${uid},gid=${gid},mode=700`;
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
}

async function query(url, sql) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}
