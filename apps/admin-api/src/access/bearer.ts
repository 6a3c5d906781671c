import type { AdminRequest } from '../http/admin-request.ts';
import { ProblemError } from '../http/problem.ts';

const BEARER = /^bearer +(\S+) *$/i;

/** The bearer token of a request. */
export const bearerOf = ({ headers }: AdminRequest): string | undefined =>
  BEARER.exec(headers.authorization ?? '')?.[1];

/** The answer to whoever nobody knows. */
export const unauthorized = (
  code: 'token_missing' | 'token_invalid',
  detail: string,
): ProblemError => new ProblemError(code, detail, { headers: { 'www-authenticate': 'Bearer' } });

/** The answer to whoever guesses. */
export const tooManyAttempts = (retryAfterSeconds: number): ProblemError =>
  new ProblemError('too_many_attempts', 'too many wrong tokens came from here; wait', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
