import { type ErrorKind, MillwrightError } from '@millwright/kernel';

const connectionErrors = {
  /** There is none of that name and type, or it is not clear which one is meant. */
  connection_missing: { fault: 'user', retry: false },
  /** The other side does not accept the credentials. */
  connection_rejected: { fault: 'user', retry: false },
  /** Who gives access tokens cannot just now. */
  remote_unavailable: { fault: 'remote', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** Why the Connection that an action or a filter uses is of no use. */
export type ConnectionErrorCode = keyof typeof connectionErrors;

/** A Connection cannot be used. Its message names the Connection, never its secrets. */
export class ConnectionError extends MillwrightError {
  readonly code: ConnectionErrorCode;
  /** Of `connection_missing`: the names of all that are of a type that would do. Undefined: nobody looked. */
  readonly known: readonly string[] | undefined;

  constructor(
    code: ConnectionErrorCode,
    detail: string,
    { known, ...options }: ErrorOptions & { known?: readonly string[] } = {},
  ) {
    super(detail, connectionErrors[code], options);
    this.code = code;
    this.known = known;
  }
}
