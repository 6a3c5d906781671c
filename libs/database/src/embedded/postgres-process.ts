import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { messageOf } from '@millwright/kernel';
import { hasDatabase } from './data-dir.ts';
import type { EmbeddedPostgresFault } from './embedded-postgres.errors.ts';
import { FolderLockedError, lockFolder } from './folder-lock.ts';
import type { FolderLock } from './folder-lock.ts';
import { keepHouse } from './housekeeping.ts';
import { createPostgres, openPostgres } from './postgres-folder.ts';
import type {
  PostgresProcessMessage,
  PostgresProcessOptions,
  StopMessage,
} from './postgres-process.messages.ts';
import { SessionQueue } from './session-queue.ts';
import { SessionServer } from './session-server.ts';
import { startupMessage } from './startup-message.ts';
import type { WatchdogData } from './watchdog.ts';

/** The child process that has PGlite in it, so that its work and its memory are not the app's. */
const options = JSON.parse(process.argv[2]!) as PostgresProcessOptions;
const { dataDir, socketDir, parentPid } = options;
const HOUSEKEEPING_MS = 10_000;
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EDQUOT']);

const send = (message: PostgresProcessMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send!(message, () => resolve());
    else resolve();
  });

// Signals for the whole group are the parent's to answer: it still needs the database while it stops.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));

run().catch(async (error: unknown) => {
  await send({ type: 'failed', code: faultOf(error), reason: messageOf(error) });
  process.exit(1);
});

async function run(): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(dataDir, 'postgres');
  process.on('exit', lock.release);
  watchParent(lock);
  if (options.task === 'serve') return serve();
  if (!hasDatabase(dataDir)) await createPostgres(dataDir);
  process.exit(0);
}

async function serve(): Promise<void> {
  const session = await openPostgres(dataDir);
  const greeting = Buffer.from(await session.execProtocolRaw(startupMessage()));
  const queue = new SessionQueue(session, fail);
  const server = new SessionServer(queue, greeting);
  await server.listen(join(socketDir, '.s.PGSQL.5432'));
  const chores = setInterval(() => {
    void queue.addChore(async () => void (await keepHouse(session)));
  }, HOUSEKEEPING_MS);
  process.on('message', (message: StopMessage) => {
    if (message.type !== 'stop') return;
    clearInterval(chores);
    server.close();
    // Behind everything under way, and never back: nothing may follow the closing.
    void queue.addChore(() => session.close().then(() => process.exit(0)));
  });
  await send({ type: 'ready' });
}

/** The session broke (a crash inside of WASM): whoever started this process starts another. */
function fail(error: unknown): void {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}

function watchParent(lock: FolderLock): void {
  const workerData: WatchdogData = { parentPid, lockPath: lock.path, socketDir };
  const watchdog = new Worker(new URL('./watchdog.js', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  watchdog.unref();
  process.on('exit', () => {
    if (!process.connected) rmSync(socketDir, { recursive: true, force: true });
  });
}

function faultOf(error: unknown): EmbeddedPostgresFault {
  if (error instanceof FolderLockedError) return 'data_dir_in_use';
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && UNWRITABLE.has(code)
    ? 'data_dir_unwritable'
    : 'embedded_postgres_failed';
}
