import { type ErrorKind, MillwrightError } from '@millwright/kernel';

const actionErrors = {
  invalid_options: { fault: 'user', retry: false },
  secret_missing: { fault: 'user', retry: false },
  size_limit: { fault: 'user', retry: false },
  remote_rejected: { fault: 'remote', retry: false },
  remote_unavailable: { fault: 'remote', retry: true },
  rate_limited: { fault: 'remote', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** Why an action failed while it was performed. */
export type ActionErrorCode = keyof typeof actionErrors;

/** Thrown within an action where an outcome would have to be handed through many hands; becomes one. */
export class ActionError extends MillwrightError {
  readonly code: ActionErrorCode;
  /** How long the other side asked us to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ActionErrorCode,
    detail: string,
    options: ErrorOptions & { retryAfterMs?: number | undefined } = {},
  ) {
    super(detail, actionErrors[code], options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
