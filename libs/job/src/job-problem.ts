import { MillwrightError, type ErrorKind } from '@millwright/kernel';

const user = { fault: 'user', retry: false } as const;
const busy = { fault: 'user', retry: true, status: 429 } as const;
const away = { fault: 'ours', retry: true, status: 503 } as const;

/** Every code that an address of jobs answers with, and the status that goes with it. */
const jobProblems = {
  invalid_json: { ...user, status: 400 },
  invalid_body: { ...user, status: 400 },
  invalid_payload: { ...user, status: 400 },
  invalid_query: { ...user, status: 400 },
  invalid_encoding: { ...user, status: 400 },
  invalid_job_id: { ...user, status: 400 },
  job_id_taken: { ...user, status: 400 },
  job_not_waiting: { ...user, status: 400 },
  cloudevents_batch: { ...user, status: 400 },
  idempotency_key_invalid: { ...user, status: 400 },
  scope_invalid: { ...user, status: 400 },
  too_many_tokens: { ...user, status: 400 },
  token_missing: { ...user, status: 401 },
  token_invalid: { ...user, status: 401 },
  verification_failed: { ...user, status: 401 },
  scope_missing: { ...user, status: 403 },
  read_only_token: { ...user, status: 403 },
  wrong_workspace: { ...user, status: 403 },
  cross_site: { ...user, status: 403 },
  origin_forbidden: { ...user, status: 403 },
  not_found: { ...user, status: 404 },
  task_not_found: { ...user, status: 404 },
  job_not_found: { ...user, status: 404 },
  token_not_found: { ...user, status: 404 },
  method_not_allowed: { ...user, status: 405 },
  request_timeout: { ...user, status: 408 },
  task_disabled: { ...user, status: 409 },
  job_completed: { ...user, status: 409 },
  job_not_completed: { ...user, status: 409 },
  body_too_large: { ...user, status: 413 },
  unsupported_media_type: { ...user, status: 415 },
  idempotency_key_reused: { ...user, status: 422 },
  workspace_not_found: { ...user, status: 404 },
  queue_limit: busy,
  too_many_attempts: busy,
  too_many_waiting: busy,
  response_invalid: { ...user, status: 500 },
  internal: { fault: 'ours', retry: false, status: 500 },
  not_supported: { ...user, status: 501 },
  unavailable: away,
  shutting_down: away,
  sync_timeout: { ...user, status: 504 },
} as const satisfies Record<string, ErrorKind & { status: number }>;

/** The code of an error answer of the job addresses. */
export type JobProblemCode = keyof typeof jobProblems;

/** Headers that belong to a code whoever refuses; those of one refusal go over them. */
const standingHeaders: Partial<Record<JobProblemCode, Readonly<Record<string, string>>>> = {
  token_missing: { 'www-authenticate': 'Bearer' },
  token_invalid: { 'www-authenticate': 'Bearer error="invalid_token"' },
  too_many_waiting: { 'retry-after': '1' },
  unavailable: { 'retry-after': '1' },
  shutting_down: { 'retry-after': '1' },
};

/** What a refusal says beside code and detail. */
export interface JobProblemOptions extends ErrorOptions {
  /** Of the answer, by lower-case name: `allow`, `retry-after`, `location`. */
  headers?: Readonly<Record<string, string>>;
  /** Further members of the problem, such as `canceled`; never those of RFC 9457. */
  members?: Readonly<Record<string, unknown>>;
}

/** Why a request to a job address is refused. Returned by what reads requests; a handler may throw it. */
export class JobProblem extends MillwrightError {
  readonly code: JobProblemCode;
  readonly status: number;
  /** What happened and what to do, for the caller; no secret. */
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: JobProblemCode, detail: string, options: JobProblemOptions = {}) {
    super(detail, jobProblems[code], options);
    this.code = code;
    this.status = jobProblems[code].status;
    this.detail = detail;
    this.headers = { ...standingHeaders[code], ...options.headers };
    this.members = options.members ?? {};
  }
}
