import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

const statuses = {
  bad_request: 400,
  method_not_allowed: 405,
  request_timeout: 408,
  headers_too_large: 431,
  too_many_connections: 503,
} as const;

/** Why the edge refuses what never becomes a request that an app sees. */
export type EdgeProblemCode = keyof typeof statuses;

/** A whole answer, as a status, flat header pairs and a body. */
export interface EdgeAnswer {
  status: number;
  headers: string[];
  body: string;
}

/** A problem (RFC 9457) with a request id of its own, after which the connection ends. */
export function edgeAnswerOf(code: EdgeProblemCode, detail: string): EdgeAnswer {
  const status = statuses[code];
  const requestId = randomUUID();
  const title = STATUS_CODES[status];
  const problem = { type: 'about:blank', title, status, detail, request_id: requestId, code };
  const body = JSON.stringify(problem);
  const headers = [
    ...['x-request-id', requestId],
    ...['content-type', 'application/problem+json'],
    ...['content-length', String(Buffer.byteLength(body))],
    ...(status === 503 ? ['retry-after', '1'] : []),
    ...['connection', 'close'],
  ];
  return { status, headers, body };
}

/** The answer as it goes over the wire where there is no response object. */
export function rawAnswer({ status, headers, body }: EdgeAnswer): string {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`];
  for (let index = 0; index < headers.length; index += 2) {
    lines.push(`${headers[index]}: ${headers[index + 1]}`);
  }
  return [...lines, '', body].join('\r\n');
}
