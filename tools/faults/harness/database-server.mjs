import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { layOutHere } from '../../services/postgres.mjs';
import { until } from '../../system/until.mjs';

const FILLER = 'filler';
const SMALL_DISK_MB = 400;

/** The harness's own PostgreSQL, with what can happen to one. */
export async function startDatabaseServer(root, { onSmallDisk = false, env } = {}) {
  const prepareData = onSmallDisk ? mountSmallDisk : undefined;
  const small = onSmallDisk ? ['max_wal_size=64MB', 'min_wal_size=32MB'] : [];
  // As in production: what is committed is on the disk.
  const settings = ['fsync=on', ...small];
  const server = await layOutHere(root, { prepareData, settings, env });
  if (!server) throw new Error('PostgreSQL is not installed.');
  const filler = join(server.dataFolder, FILLER);
  const close = async () => {
    await server.stop('SIGQUIT');
    if (onSmallDisk) execFileSync('umount', [server.dataFolder], { stdio: 'pipe' });
    server.remove();
  };
  try {
    await server.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: server.url,
    port: Number(new URL(server.url).port),
    /** `fast` closes what is open, `immediate` leaves a crash to be recovered from. */
    stop: (how = 'fast') => server.stop(how === 'immediate' ? 'SIGQUIT' : 'SIGINT'),
    start: () => server.start(),
    isUp: () => server.isUp(),
    /** Answers how many sessions it ended. */
    async terminateBackends() {
      const { rows } = await query(
        server.url,
        `select pg_terminate_backend(pid) as is_told from pg_stat_activity
         where pid <> pg_backend_pid() and backend_type = 'client backend'`,
      );
      return rows.filter((row) => row.is_told).length;
    },
    /** The time by its clock, in milliseconds. */
    async now() {
      const { rows } = await query(server.url, 'select clock_timestamp() as now');
      return rows[0].now.getTime();
    },
    /** Takes all the room there is on its disk; answers whether nothing was left. */
    async fillDisk() {
      const zeros = Buffer.alloc(2 ** 20);
      try {
        for (;;) appendFileSync(filler, zeros);
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
        const { bfree } = statfsSync(server.dataFolder);
        return bfree === 0;
      }
    },
    async freeDisk() {
      rmSync(filler, { force: true });
      if (!server.isUp()) await server.start();
      await until(() => query(server.url, 'select 1'), { what: 'PostgreSQL to take queries' });
    },
    close,
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
