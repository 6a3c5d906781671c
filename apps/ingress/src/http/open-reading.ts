import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_TYPE, problemText } from './problem.ts';

const ALLOW = 'GET, HEAD, OPTIONS';

/**
 * Makes an address one that scripts of any origin may read, and nobody may write to. False: it was no GET or HEAD and is
 * answered. `what` is for people: `a cache endpoint`.
 */
export function isReading(
  request: IncomingMessage,
  response: ServerResponse,
  { what, exposed }: { what: string; exposed: string },
): boolean {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', exposed);
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  if (request.method === 'OPTIONS') allow(request, response);
  else refuse(response, what);
  return false;
}

/** Whether the client has this very content: `If-None-Match` compares weakly, and `*` means any. */
export const hasAlready = ({ headers }: IncomingMessage, etag: string): boolean =>
  (headers['if-none-match'] ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);

function allow(request: IncomingMessage, response: ServerResponse): void {
  const requested = request.headers['access-control-request-headers'];
  response.setHeader('access-control-allow-methods', ALLOW);
  if (requested !== undefined) response.setHeader('access-control-allow-headers', requested);
  response.setHeader('access-control-max-age', '86400');
  response.writeHead(204).end();
}

function refuse(response: ServerResponse, what: string): void {
  const requestId = String(response.getHeader('x-request-id'));
  response.writeHead(405, { allow: ALLOW, 'content-type': PROBLEM_TYPE });
  response.end(problemText('method_not_allowed', `${what} is only read`, requestId));
}
