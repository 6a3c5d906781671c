import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { IngressLimits } from './limits.ts';
import { PROBLEM_TYPE, problemText, statusOf, type ProblemCode } from './problem.ts';

/** Sets the server's own limits, and lets it answer what never becomes a request. Before it listens. */
export function limitServer(server: Server, limits: IngressLimits): void {
  server.headersTimeout = limits.headersTimeoutMs;
  // The bodies we read have a timer of their own, which answers as we do; this one is for all others.
  server.requestTimeout = limits.headersTimeoutMs + limits.bodyTimeoutMs + 10_000;
  server.keepAliveTimeout = limits.keepAliveMs;
  // An option of the constructor, which Nest calls for us; the server reads it when it begins to listen.
  Object.assign(server, { connectionsCheckingInterval: limits.sweepMs });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else socket.end(answerTo(error));
  });
}

function answerTo(error: NodeJS.ErrnoException): string {
  const [code, detail] = problemOf(error);
  const requestId = randomUUID();
  const text = problemText(code, detail, requestId);
  return [
    `HTTP/1.1 ${statusOf(code)} ${STATUS_CODES[statusOf(code)]}`,
    `x-request-id: ${requestId}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
    '',
    text,
  ].join('\r\n');
}

function problemOf(error: NodeJS.ErrnoException): [ProblemCode, string] {
  switch (error.code ?? '') {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['request_timeout', 'the request took too long to arrive: send it again, faster'];
    case 'HPE_HEADER_OVERFLOW':
      return ['headers_too_large', 'the headers are larger than 16 KiB: send fewer'];
    default:
      return ['bad_request', 'this is not a valid HTTP request'];
  }
}
