import type { AllowedOrigins } from '@millwright/webhook';

const EXPOSED = 'X-Job-Id, X-Request-Id, Retry-After, Location, Idempotent-Replayed';
const METHODS = 'GET, POST, OPTIONS';
const REQUEST_HEADERS = 'authorization, content-type, idempotency-key';
const MAX_AGE_SECONDS = 86_400;

/**
 * The headers, by lower-case name, that let pages of other origins read an answer: all of them, without cookies; those
 * of the Workspace's `trigger_allowed_origins` with them. A `*` in that list names no origin, so it adds nothing.
 * `origin`: the request's, if it has one.
 */
export function corsHeadersOf(
  origin: string | undefined,
  trusted: AllowedOrigins,
): Record<string, string> {
  return { ...allowedOf(origin, trusted), 'access-control-expose-headers': EXPOSED };
}

/** The headers of the answer to OPTIONS: 204 without a body, before any credential is asked for. */
export function preflightHeadersOf(
  origin: string | undefined,
  trusted: AllowedOrigins,
): Record<string, string> {
  return {
    ...allowedOf(origin, trusted),
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': REQUEST_HEADERS,
    'access-control-max-age': String(MAX_AGE_SECONDS),
  };
}

function allowedOf(origin: string | undefined, trusted: AllowedOrigins): Record<string, string> {
  if (trusted.isEveryone) return { 'access-control-allow-origin': '*' };
  // Also of what is for everyone: a cache must not give it to an origin of the list.
  const vary = { vary: 'Origin' };
  if (origin === undefined || !trusted.allows(origin)) {
    return { 'access-control-allow-origin': '*', ...vary };
  }
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    ...vary,
  };
}
