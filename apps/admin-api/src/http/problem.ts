import { MillwrightError, shortened } from '@millwright/kernel';
import type { ErrorKind } from '@millwright/kernel';

const user = { fault: 'user', retry: false } as const;

/** Every code that the admin API answers with by itself, and the status that goes with it. */
const problems = {
  invalid_json: { ...user, status: 400 },
  request_aborted: { ...user, status: 400 },
  invalid_encoding: { ...user, status: 400 },
  idempotency_key_invalid: { ...user, status: 400 },
  token_missing: { ...user, status: 401 },
  token_invalid: { ...user, status: 401 },
  wrong_workspace: { ...user, status: 403 },
  instance_admin_only: { ...user, status: 403 },
  read_only_token: { ...user, status: 403 },
  scope_missing: { ...user, status: 403 },
  not_found: { ...user, status: 404 },
  workspace_not_found: { ...user, status: 404 },
  method_not_allowed: { ...user, status: 405 },
  conflict: { ...user, status: 409 },
  idempotency_key_in_use: { ...user, status: 409 },
  path_taken: { ...user, status: 409 },
  previous_hash_stale: { ...user, status: 409 },
  not_retryable: { ...user, status: 409 },
  not_cancellable: { ...user, status: 409 },
  task_disabled: { ...user, status: 409 },
  body_too_large: { ...user, status: 413 },
  size_limit: { ...user, status: 413 },
  unsupported_media_type: { ...user, status: 415 },
  invalid: { ...user, status: 422 },
  preview_failed: { ...user, status: 422 },
  idempotency_key_reused: { ...user, status: 422 },
  rate_limited: { fault: 'user', retry: true, status: 429 },
  too_many_attempts: { fault: 'user', retry: true, status: 429 },
  internal: { fault: 'ours', retry: false, status: 500 },
  unavailable: { fault: 'ours', retry: true, status: 503 },
} as const satisfies Record<string, ErrorKind & { status: number }>;

export type ProblemCode = keyof typeof problems;

/** What is wrong with a member of the request, named by its path: `options.url`. */
export interface FieldFault {
  path: string;
  message: string;
  line?: number;
  column?: number;
}

/** What an answer says beside code and detail. */
export interface ProblemExtras {
  errors?: readonly FieldFault[];
  /** Further members of the problem, such as the current hash. */
  members?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
}

/** A request that is answered with a problem (RFC 9457). Thrown by guards and handlers, written by the filter. */
export class ProblemError extends MillwrightError {
  readonly code: ProblemCode;
  readonly status: number;
  readonly extras: ProblemExtras;

  constructor(
    code: ProblemCode,
    detail: string,
    extras: ProblemExtras = {},
    options?: ErrorOptions,
  ) {
    super(detail, problems[code], options);
    this.code = code;
    this.status = problems[code].status;
    this.extras = extras;
  }
}

/** As many faults as anybody reads: a body of a few megabytes can have hundreds of thousands. */
export const MAX_FAULTS = 100;

/** Faults of a body or a query, together; the first {@link MAX_FAULTS}. */
export function invalid(faults: readonly FieldFault[]): ProblemError {
  const errors = faults.slice(0, MAX_FAULTS).map(shortenedFault);
  const more = faults.length > MAX_FAULTS ? ['and more'] : [];
  return new ProblemError('invalid', [...errors.map(faultText), ...more].join('; '), { errors });
}

/** What was asked for, or a 404 that looks the same whether it never was, is deleted, or is another Workspace's. */
export function found<T>(thing: T | undefined, noun: string): T {
  if (thing === undefined) throw new ProblemError('not_found', `there is no such ${noun}`);
  return thing;
}

const shortenedFault = (fault: FieldFault): FieldFault => ({
  ...fault,
  path: shortened(fault.path, 200),
  message: shortened(fault.message, 1_000),
});

const faultText = ({ path, message }: FieldFault): string =>
  path === '' ? message : `${path}: ${message}`;
