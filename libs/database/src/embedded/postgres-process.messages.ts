import type { EmbeddedPostgresFault } from './embedded-postgres.errors.ts';

/** What the child process is started with: JSON in its first argument. */
export interface PostgresProcessOptions {
  /** `create` makes the database and ends; `serve` opens it until told to stop. */
  task: 'create' | 'serve';
  dataDir: string;
  /** Folder of the socket; whoever may enter it may connect. */
  socketDir: string;
  parentPid: number;
}

/** From the child. */
export type PostgresProcessMessage =
  { type: 'ready' } | { type: 'failed'; code: EmbeddedPostgresFault; reason: string };

/** To the child: close the database and end. */
export interface StopMessage {
  type: 'stop';
}
