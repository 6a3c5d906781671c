import { STATUS_CODES } from 'node:http';

const statuses = {
  invalid_body: 400,
  invalid_query: 400,
  bad_request: 400,
  verification_failed: 401,
  origin_forbidden: 403,
  address_forbidden: 403,
  handshake_refused: 403,
  handshake_closed: 403,
  not_found: 404,
  provider_unknown: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  body_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

/** The code of an error answer. */
export type ProblemCode = keyof typeof statuses;

export const PROBLEM_TYPE = 'application/problem+json';

export const statusOf = (code: ProblemCode): number => statuses[code];

/** The body of an error answer (RFC 9457); `detail` says what to do. */
export function problemText(code: ProblemCode, detail: string, requestId: string): string {
  const status = statuses[code];
  const title = STATUS_CODES[status];
  return JSON.stringify({
    type: 'about:blank',
    title,
    status,
    detail,
    request_id: requestId,
    code,
  });
}
