import { type ErrorKind, MillwrightError } from '@millwright/kernel';

const connectionErrors = {
  /** There is none of that name and type, or it is not clear which one is meant. */
  connection_missing: { fault: 'user', retry: false },
  /** The other side does not accept the credentials. */
  connection_rejected: { fault: 'user', retry: false },
} as const satisfies Record<string, ErrorKind>;

/** What is wrong with the Connection that an action or a filter uses. */
export type ConnectionErrorCode = keyof typeof connectionErrors;

/** A Connection cannot be used. Its message names the Connection, never its secrets. */
export class ConnectionError extends MillwrightError {
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, connectionErrors[code], options);
    this.code = code;
  }
}
