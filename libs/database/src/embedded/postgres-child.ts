import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@millwright/observability';
import { EmbeddedPostgresError } from './embedded-postgres.errors.ts';
import type {
  PostgresProcessMessage,
  PostgresProcessOptions,
  StopMessage,
} from './postgres-process.messages.ts';

const STOP_TIMEOUT_MS = 10_000;

/** One run of the child process. */
export class PostgresChild {
  private readonly child: ChildProcess;
  private readonly options: Omit<PostgresProcessOptions, 'parentPid'>;
  private failure: PostgresProcessMessage | undefined;
  /** Resolves when it has ended: with what it failed with, if it said so. */
  readonly ended: Promise<{ exitCode: number | null; signal: string | null }>;

  constructor(options: Omit<PostgresProcessOptions, 'parentPid'>, logger: Logger) {
    this.options = options;
    const all: PostgresProcessOptions = { ...options, parentPid: process.pid };
    this.child = fork(fileURLToPath(builtFile), [JSON.stringify(all)], {
      // It is told everything by its argument: neither secrets nor NODE_OPTIONS are its business.
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.on('message', (message: PostgresProcessMessage) => {
      if (message.type === 'failed') this.failure = message;
    });
    createInterface({ input: this.child.stderr! }).on('line', (detail) =>
      logger.warn({ message: 'embedded_postgres.complained', detail }),
    );
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Waits until it serves, or has ended well when its task is to create. @throws EmbeddedPostgresError */
  async succeeded(): Promise<void> {
    const ready = this.options.task === 'serve' ? [this.isReady()] : [];
    const outcome = await Promise.race([...ready, this.ended]);
    if (outcome === 'ready' || outcome.exitCode === 0) return;
    throw this.failureOf(outcome.signal ?? `exit code ${outcome.exitCode}`);
  }

  /** Lets it close the database; by force when that takes too long. */
  async stop(): Promise<void> {
    const message: StopMessage = { type: 'stop' };
    if (this.child.connected) this.child.send(message, () => {});
    const abort = new AbortController();
    const limit = delay(STOP_TIMEOUT_MS, undefined, { signal: abort.signal }).then(
      () => this.child.kill('SIGKILL'),
      () => {},
    );
    await this.ended;
    abort.abort();
    await limit;
  }

  private async isReady(): Promise<'ready'> {
    for (;;) {
      const [message] = (await once(this.child, 'message')) as [PostgresProcessMessage];
      if (message.type === 'ready') return 'ready';
    }
  }

  private failureOf(ending: string): EmbeddedPostgresError {
    const { dataDir } = this.options;
    const failed = this.failure?.type === 'failed' ? this.failure : undefined;
    const reason = failed?.reason ?? ending;
    const code = failed?.code ?? 'embedded_postgres_failed';
    switch (code) {
      case 'data_dir_in_use':
        return new EmbeddedPostgresError(
          code,
          `The data directory ${dataDir} is in use by another Millwright (${reason}). Stop that one, or set MILLWRIGHT_DATA_DIR to another folder.`,
        );
      case 'data_dir_unwritable':
        return new EmbeddedPostgresError(
          code,
          `The data directory ${dataDir} cannot be written (${reason}). Give this user the right to write there, or set MILLWRIGHT_DATA_DIR to another folder.`,
        );
      case 'embedded_postgres_failed':
        return new EmbeddedPostgresError(
          code,
          `The embedded database in ${dataDir} did not start (${reason}). Look for what it complained about above; DATABASE_URL can name a server instead.`,
        );
    }
  }
}

/** Node runs built files only: from the sources (in tests) that is the same file under dist. */
const builtFile = new URL(
  import.meta.url.endsWith('.ts')
    ? '../../dist/embedded/postgres-process.js'
    : './postgres-process.js',
  import.meta.url,
);
