/** Whose fault an error is: a `user`'s mistake never wakes an operator, `remote` is the other side, `ours` alerts. */
export type Fault = 'user' | 'remote' | 'ours';

/** What each error code fixes once: whose fault it is and whether trying again can help. */
export interface ErrorKind {
  readonly fault: Fault;
  readonly retry: boolean;
}

/** The base of every error we throw. `code` is snake_case and listed in docs/errors.md; the message says what to do. */
export abstract class MillwrightError extends Error {
  abstract readonly code: string;
  readonly fault: Fault;
  readonly retry: boolean;

  constructor(message: string, kind: ErrorKind, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.fault = kind.fault;
    this.retry = kind.retry;
  }
}

/** The message of anything thrown, for logs and for errors that wrap it. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
