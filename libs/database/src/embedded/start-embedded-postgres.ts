import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { EMBEDDED_MARK } from '../open-database.ts';
import { hasDatabase } from './data-dir.ts';
import { EmbeddedPostgresError } from './embedded-postgres.errors.ts';
import { PostgresChild } from './postgres-child.ts';

/** Embedded Postgres that runs. */
export interface EmbeddedPostgres {
  /** For `openDatabase`; good for as long as it runs, over crashes of the child too. */
  url: string;
  /** The child process that has the database open just now. */
  readonly pid: number | undefined;
  /** Closes the database and ends the child. Close what uses it first. */
  stop(): Promise<void>;
}

/** What {@link startEmbeddedPostgres} needs. */
export interface EmbeddedPostgresOptions {
  /** The database is the folder `postgres` in it. Made if it is not there. */
  dataDir: string;
  logger: Logger;
}

/** Where a socket's path, which holds 107 bytes at most, is surely short enough. */
const MAX_FOLDER_BYTES = 80;

/**
 * Starts PGlite in a child process that ends with this one, and starts it again when it crashes. The first start makes the
 * database in a process of its own, whose memory (most of a gigabyte) is given back that way.
 * @throws EmbeddedPostgresError `data_dir_in_use`, `data_dir_unwritable`, `embedded_postgres_failed`
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const { logger } = options;
  const socketDir = await makeSocketDir();
  try {
    if (!hasDatabase(dataDir)) {
      await new PostgresChild({ task: 'create', dataDir, socketDir }, logger).succeeded();
    }
    const supervisor = new Supervisor(dataDir, socketDir, logger);
    await supervisor.start();
    return supervisor;
  } catch (error) {
    await rm(socketDir, { recursive: true, force: true });
    throw error;
  }
}

class Supervisor implements EmbeddedPostgres {
  private readonly dataDir: string;
  private readonly socketDir: string;
  private readonly logger: Logger;
  private readonly stopping = new AbortController();
  private child: PostgresChild | undefined;
  private watching: Promise<void> | undefined;

  constructor(dataDir: string, socketDir: string, logger: Logger) {
    this.dataDir = dataDir;
    this.socketDir = socketDir;
    this.logger = logger;
  }

  get url(): string {
    const query = new URLSearchParams({ host: this.socketDir, [EMBEDDED_MARK]: '1' });
    return `postgres://postgres@localhost/postgres?${query.toString()}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async start(): Promise<void> {
    const child = await this.serve();
    this.watching = this.watch(child);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.child?.stop();
    await this.watching;
    await rm(this.socketDir, { recursive: true, force: true });
  }

  private async serve(): Promise<PostgresChild> {
    const { dataDir, socketDir, logger } = this;
    this.child = new PostgresChild({ task: 'serve', dataDir, socketDir }, logger);
    await this.child.succeeded();
    return this.child;
  }

  /** Starts another child whenever one ends by itself. */
  private async watch(first: PostgresChild): Promise<void> {
    for (let child: PostgresChild | undefined = first, attempt = 0; ;) {
      if (child) {
        const { exitCode, signal } = await child.ended;
        if (this.stopping.signal.aborted) return;
        this.logger.error({ message: 'embedded_postgres.crashed', exit_code: exitCode, signal });
        attempt = 0;
      }
      child = await this.revive((attempt += 1));
      if (this.stopping.signal.aborted) return child?.stop();
    }
  }

  private async revive(attempt: number): Promise<PostgresChild | undefined> {
    try {
      if (attempt > 1) await delay(backoffMs(attempt), undefined, { signal: this.stopping.signal });
      return await this.serve();
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        this.logger.error({ message: 'embedded_postgres.restart_failed', attempt, error });
      }
      return undefined;
    }
  }
}

/** A folder that only this user may enter: whoever reaches the socket in it is let in. */
async function makeSocketDir(): Promise<string> {
  const folder = Buffer.byteLength(tmpdir()) <= MAX_FOLDER_BYTES ? tmpdir() : '/tmp';
  try {
    return await mkdtemp(join(folder, 'millwright-'));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'data_dir_unwritable',
      `No folder for the database's socket could be made in ${folder}. Set TMPDIR to one that can be written.`,
      { cause },
    );
  }
}
