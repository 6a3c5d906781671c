import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { messageOf } from '@millwright/kernel';
import { groupedHeaders } from '../exchange/send-hop.ts';
import { NetError } from '../net.errors.ts';
import type { AttemptAgents } from './attempt-agents.ts';
import type { AttemptOutcome, AttemptRequest } from './attempt-request.ts';
import { type ReadLimits, readUntil } from './read-until.ts';

const MAX_HEADER_BYTES = 65_536;

/**
 * Sends one attempt by Node's own client: it reads on after interim answers such as 100, at which undici gives up, and
 * tells whom it is connected to.
 */
export async function sendAttempt(
  agents: AttemptAgents,
  attempt: AttemptRequest,
): Promise<AttemptOutcome> {
  const { timeoutMs, signal } = attempt;
  const untilMs = performance.now() + timeoutMs;
  let sent: ClientRequest | undefined;
  let remoteAddress: string | null = null;
  try {
    signal?.throwIfAborted();
    const url = urlOf(attempt.url);
    sent = begun(agents, url, attempt);
    sent.on('socket', (socket) => {
      remoteAddress = socket.remoteAddress ?? null;
    });
    const onAbort = (then: () => void): (() => void) => agents.aborts.on(signal, then);
    const answer = await answerTo(sent, url.host, { ...attempt, onAbort });
    signal?.throwIfAborted();
    remoteAddress = answer.socket.remoteAddress ?? remoteAddress;
    const body = await readUntil(answer, {
      maxBytes: attempt.maxBodyBytes,
      forMs: Math.max(0, untilMs - performance.now()),
      onAbort,
    });
    signal?.throwIfAborted();
    const headers = groupedHeaders(answer.rawHeaders);
    return { ok: true, remoteAddress, status: answer.statusCode ?? 0, headers, ...body };
  } catch (error) {
    sent?.on('error', () => {}).destroy();
    if (signal?.aborted === true) throw signal.reason;
    return { ok: false, remoteAddress, error: error instanceof NetError ? error : asNet(error) };
  }
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new NetError('invalid_request', 'the URL must begin with http:// or https://');
}

function begun(agents: AttemptAgents, url: URL, attempt: AttemptRequest): ClientRequest {
  const { method, headers, body, clientCertificate } = attempt;
  const isSecure = url.protocol === 'https:';
  const connectTimeoutMs = Math.min(attempt.connectTimeoutMs, attempt.timeoutMs);
  const isGiven = (wanted: string): boolean =>
    headers.some(([name]) => name.toLowerCase() === wanted);
  const lines = headers.flat();
  if (!isGiven('host')) lines.unshift('Host', url.host);
  if (!isGiven('content-length')) lines.push('Content-Length', `${body?.length ?? 0}`);
  const sent = request({
    agent: agents.agentFor({ isSecure, connectTimeoutMs, clientCertificate }),
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (isSecure ? 443 : 80),
    method,
    path: `${url.pathname}${url.search}`,
    headers: lines,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  sent.end(body);
  return sent;
}

/** The final answer's head. Interim ones are passed over. */
function answerTo(
  sent: ClientRequest,
  host: string,
  { timeoutMs, signal, onAbort }: AttemptRequest & Pick<ReadLimits, 'onAbort'>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const late = (): void => {
      const message = `no answer from ${host} within ${timeoutMs / 1000} s`;
      reject(new NetError('timeout', message, { reason: 'timeout' }));
    };
    const timer = setTimeout(late, timeoutMs);
    // A connection that is kept says "close" after every answer: only before one it means anything.
    const closed = (): void => {
      settle();
      const message = `${host} closed the connection`;
      reject(new NetError('network', message, { reason: 'connection_lost' }));
    };
    const settle = (): void => {
      clearTimeout(timer);
      unhook();
      sent.off('close', closed);
    };
    const unhook = onAbort(() => reject(signal?.reason as Error));
    sent.once('response', (answer) => {
      settle();
      resolve(answer);
    });
    sent.once('upgrade', (_answer, socket) => {
      settle();
      socket.destroy();
      const message = `${host} answered by changing the protocol`;
      reject(new NetError('network', message, { reason: 'invalid_response' }));
    });
    sent.once('error', (error) => {
      settle();
      reject(error);
    });
    sent.once('close', closed);
  });
}

/** Node's failures of an exchange, in our words. */
function asNet(error: unknown): NetError {
  const { code = '' } = error as { code?: string };
  const options = { cause: error };
  const detail = code === '' ? messageOf(error) : `${messageOf(error)} (${code})`;
  if (code.startsWith('ERR_INVALID') || code.startsWith('ERR_HTTP')) {
    return new NetError('invalid_request', `the request cannot be sent: ${detail}`, options);
  }
  if (code.startsWith('HPE_')) {
    const message = `the answer is not readable as HTTP: ${detail}`;
    return new NetError('network', message, { ...options, reason: 'invalid_response' });
  }
  // With TLS 1.3 a host refuses our certificate only after the handshake.
  const reason = /^(ERR_SSL|ERR_TLS|EPROTO)/.test(code) ? 'tls_failed' : 'connection_lost';
  return new NetError('network', `the connection broke off: ${detail}`, { ...options, reason });
}
