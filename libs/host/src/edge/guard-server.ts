import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Metrics } from '@millwright/observability';
import { answerClientErrors, noteResponse, sayInTurn } from './client-errors.ts';
import { ConnectionGate } from './connection-gate.ts';
import type { EdgeLimits } from './edge-limits.ts';
import { edgeAnswerOf } from './edge-problem.ts';
import { originFormOf } from './origin-form.ts';
import { TrustedProxies } from './trusted-proxies.ts';

/** What there is to know to guard a server. */
export interface EdgeOptions {
  limits: EdgeLimits;
  /** Whose connections are those of many clients. */
  trustedProxies: readonly string[];
  metrics: Metrics;
}

/**
 * Guards an HTTP server against strangers: limits of headers, time and connections, and an answer with a request id
 * for whatever is no request. Call it when every listener for requests is in place, before the server listens.
 */
export function guardServer(
  server: Server,
  { limits, trustedProxies, metrics }: EdgeOptions,
): void {
  limitServer(server, limits);
  const refused = metrics.counter(
    'millwright_connections_refused_total',
    'Connections turned away or cut, by the limit that they passed.',
    ['limit'],
  );
  new ConnectionGate(limits, new TrustedProxies(trustedProxies), refused).guard(server);
  answerClientErrors(server, limits.headerBytes);
  guardRequests(server);
}

/** Options of the server's constructor, which Nest calls for us; each is read later, when it is needed. */
function limitServer(server: Server, limits: EdgeLimits): void {
  const { headersTimeoutMs, bodyTimeoutMs, keepAliveMs, headerBytes, sweepMs } = limits;
  server.headersTimeout = headersTimeoutMs;
  // Apps that read bodies by a timer of their own answer before this one does.
  server.requestTimeout = headersTimeoutMs + bodyTimeoutMs + 5_000;
  server.keepAliveTimeout = keepAliveMs;
  // None: their bytes are limited, and Node drops the ones past a number without a word.
  server.maxHeadersCount = 0;
  Object.assign(server, {
    maxHeaderSize: headerBytes,
    connectionsCheckingInterval: sweepMs,
    // Its own answer has no request id.
    requireHostHeader: false,
  });
}

function guardRequests(server: Server): void {
  const listeners = server.listeners('request') as RequestListener[];
  const expecting = server.listeners('checkContinue') as RequestListener[];
  const requested = frontOf(listeners);
  const continued = frontOf(
    expecting.length > 0
      ? expecting
      : [(_request, response) => response.writeContinue(), ...listeners],
  );
  for (const event of ['request', 'checkContinue', 'checkExpectation']) {
    server.removeAllListeners(event);
  }
  server.on('request', requested);
  server.on('checkContinue', continued);
  // An expectation that nobody knows may be passed over (RFC 9110, 10.1.1); Node's own 417 would have no request id.
  server.on('checkExpectation', requested);
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => undefined);
    sayInTurn(socket, edgeAnswerOf('method_not_allowed', 'this is no proxy'));
  });
}

const frontOf =
  (listeners: readonly RequestListener[]): RequestListener =>
  (request, response) => {
    if (!noteResponse(response)) return void request.resume();
    request.url = originFormOf(request.url!);
    if (lacksHost(request)) return refuse(response);
    // We upgrade to nothing, and Node's parser reads no further request on a connection that asked for it.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    for (const listener of listeners) listener(request, response);
  };

/** HTTP/1.1 asks for one (RFC 9112, 3.2); HTTP/1.0 knows none. */
const lacksHost = ({ headers, httpVersionMinor, httpVersionMajor }: IncomingMessage): boolean =>
  headers.host === undefined && httpVersionMajor === 1 && httpVersionMinor === 1;

function refuse(response: ServerResponse): void {
  const { status, headers, body } = edgeAnswerOf('bad_request', 'send a Host header');
  response.shouldKeepAlive = false;
  response.writeHead(status, headers).end(body);
}
