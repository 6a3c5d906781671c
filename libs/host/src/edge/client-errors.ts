import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { edgeAnswerOf, type EdgeAnswer } from './edge-problem.ts';
import { leave, LINGER_MS, sayAndLeave } from './say-and-leave.ts';

const LAST_RESPONSE = Symbol('last response');
const IS_LOST = Symbol('cannot be read any more');

type Connection = Duplex & { [LAST_RESPONSE]?: ServerResponse; [IS_LOST]?: true };

/**
 * Remembers a connection's latest response, so that what comes behind it is answered behind it. False when the one
 * before is the last: what comes behind that must not be worked on (RFC 9112, 9.6), as nobody hears how it ended.
 */
export function noteResponse(response: ServerResponse): boolean {
  const socket = response.req.socket as Connection;
  if (socket[LAST_RESPONSE]?.shouldKeepAlive === false) return false;
  socket[LAST_RESPONSE] = response;
  return true;
}

/**
 * Answers what cannot be read as a request, in its turn: a response that is still due goes out first. One whose own
 * body is what cannot be read is the answer itself.
 */
export function answerClientErrors(server: Server, headerBytes: number): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Connection) => {
    // Every further packet fails again.
    if (socket[IS_LOST]) return;
    socket[IS_LOST] = true;
    if (error.code === 'ECONNRESET') return void socket.destroy();
    sayInTurn(socket, answerTo(error, headerBytes));
  });
}

/** Says the last word on a connection, behind the answers that are still due on it. */
export function sayInTurn(socket: Duplex, answer: EdgeAnswer): void {
  const last = (socket as Connection)[LAST_RESPONSE];
  if (last === undefined) sayAndLeave(socket, answer);
  else if (last.writableFinished) leaveBehind(last, socket, answer);
  else if (last.req.complete) last.once('finish', () => leaveBehind(last, socket, answer));
  else answerInBody(last, answer);
}

/**
 * The rest of a body whose request was answered without it is no request of its own, and an answer that said that it
 * is the last one is (RFC 9112, 9.6).
 */
function leaveBehind(last: ServerResponse, socket: Duplex, answer: EdgeAnswer): void {
  if (last.req.complete && last.shouldKeepAlive) sayAndLeave(socket, answer);
  else leave(socket);
}

/** An app that has begun to answer goes on; its answer, too, ends the connection. */
function answerInBody(response: ServerResponse, { status, headers, body }: EdgeAnswer): void {
  if (!response.headersSent) {
    for (const name of response.getHeaderNames()) {
      if (name !== 'x-request-id') response.removeHeader(name);
    }
    const requestId = response.getHeader('x-request-id');
    const text = requestId === undefined ? body : withRequestId(body, String(requestId));
    const own = requestId === undefined ? headers : headers.slice(2);
    for (let index = 0; index < own.length; index += 2) {
      response.setHeader(own[index]!, own[index + 1]!);
    }
    response.writeHead(status).write(text);
  }
  response.shouldKeepAlive = false;
  const timer = setTimeout(() => response.end(), LINGER_MS);
  response.once('close', () => clearTimeout(timer));
  response.once('finish', () => response.req.socket.destroySoon());
}

const withRequestId = (body: string, requestId: string): string =>
  JSON.stringify({ ...(JSON.parse(body) as object), request_id: requestId });

function answerTo({ code = '' }: NodeJS.ErrnoException, headerBytes: number): EdgeAnswer {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return edgeAnswerOf(
        'request_timeout',
        'the request took too long to arrive: send it again, faster',
      );
    case 'HPE_HEADER_OVERFLOW':
      return edgeAnswerOf(
        'headers_too_large',
        `the headers are larger than ${headerBytes} bytes: send fewer`,
      );
    default:
      return edgeAnswerOf('bad_request', 'this is not a valid HTTP request');
  }
}
