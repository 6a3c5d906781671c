import type { ErrorKind } from '@millwright/kernel';
import { MillwrightError } from '@millwright/kernel';

const embeddedPostgresErrors = {
  data_dir_in_use: { fault: 'user', retry: false },
  data_dir_unwritable: { fault: 'user', retry: false },
  embedded_postgres_failed: { fault: 'ours', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** Why embedded Postgres cannot start. */
export type EmbeddedPostgresFault = keyof typeof embeddedPostgresErrors;

/** Embedded Postgres cannot start; the message names the folder and the way out. */
export class EmbeddedPostgresError extends MillwrightError {
  readonly code: EmbeddedPostgresFault;

  constructor(code: EmbeddedPostgresFault, message: string, options?: ErrorOptions) {
    super(message, embeddedPostgresErrors[code], options);
    this.code = code;
  }
}
