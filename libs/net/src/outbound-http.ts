import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { parseAllowList } from './addresses/allow-list.ts';
import { AttemptAgents } from './attempts/attempt-agents.ts';
import type { AttemptOutcome, AttemptRequest } from './attempts/attempt-request.ts';
import { sendAttempt } from './attempts/send-attempt.ts';
import { Agents } from './connect/agents.ts';
import { connectOnce, type ConnectOptions } from './connect/connect-once.ts';
import type { Target } from './connect/connector.ts';
import type { Dial } from './connect/dial-any.ts';
import { Dialer } from './connect/dialer.ts';
import { requiredProxy } from './connect/proxy.ts';
import { type Resolve, resolveBySystem } from './connect/resolve.ts';
import { secured, type SecureOptions } from './connect/secure.ts';
import { deadlineOf } from './exchange/deadline.ts';
import { acceptEncoding } from './exchange/decoders.ts';
import { exchangeErrorOf } from './exchange/exchange-error.ts';
import { firstHop, type Hop, redirectOf } from './exchange/hop.ts';
import { readBody } from './exchange/read-body.ts';
import { directRoute, proxyRoute, type Route } from './exchange/route.ts';
import type { HopAnswer } from './exchange/send-hop.ts';
import { NetError } from './net.errors.ts';
import type { OutboundRequest, OutboundResponse } from './outbound-request.ts';
import { USER_AGENT } from './user-agent.ts';

const MAX_CONNECT_TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 10;
/** How much of a redirect's own body is read to keep its connection. */
const REDIRECT_BODY_BYTES = 65_536;

/** How TLS is begun over a connection. */
export type SecuringOptions = Pick<SecureOptions, 'verifyTls' | 'signal' | 'alpn' | 'session'>;

/** What a client may reach, and how names are resolved. */
export interface OutboundHttpOptions {
  /** NET_ALLOW: CIDRs, addresses and host names that may be reached although they are not public. */
  allow?: readonly string[];
  /** Default: the machine's resolver. */
  resolve?: Resolve;
  /** How addresses that were checked are connected to. Default: over TCP, to the port that was asked for. */
  dial?: Dial;
  /** Whom `request` trusts to vouch for hosts, in PEM. Default: whom Node trusts. */
  authority?: string;
}

/**
 * The one HTTP client for outside calls: addresses checked where connections are made, redirects checked again, time
 * and sizes limited. Connections are kept for reuse; `close` ends them.
 * @example await net.request({ method: 'get', url, timeoutMs: 60_000, maxResponseBytes: 1e6, followRedirects: true })
 */
export class OutboundHttp {
  private readonly dialer: Dialer;
  private readonly agents: Agents;
  private readonly attempts: AttemptAgents;
  /** Whom to trust to vouch for hosts, in PEM, for libraries that speak TLS themselves. Undefined: whom Node trusts. */
  readonly authority: string | undefined;

  constructor({
    allow = [],
    resolve = resolveBySystem,
    dial,
    authority,
  }: OutboundHttpOptions = {}) {
    this.dialer = new Dialer(parseAllowList(allow), resolve, dial);
    this.authority = authority;
    this.agents = new Agents(this.dialer, authority);
    this.attempts = new AttemptAgents(this.dialer);
  }

  /** Any answer resolves, whatever its status. @throws NetError; or the signal's reason when it aborts. */
  async request(request: OutboundRequest): Promise<OutboundResponse> {
    const hop = firstHop({
      method: request.method,
      url: request.url,
      headers: withDefaults(request.headers ?? {}),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const { timeoutMs } = request;
    const late = (): Error =>
      new NetError(
        'timeout',
        `no complete answer from ${hop.url.host} within ${timeoutMs / 1000} s`,
        { reason: 'timeout' },
      );
    const route = this.routeOf(request);
    const deadline = deadlineOf(timeoutMs, late, request.signal);
    try {
      return await follow(hop, route, request, deadline.signal);
    } finally {
      deadline.end();
      await route.end();
    }
  }

  /**
   * One try of a delivery: answered once the status line is there, failures included. Redirects are not followed.
   * Rejects only with the signal's reason.
   */
  attempt(attempt: AttemptRequest): Promise<AttemptOutcome> {
    return sendAttempt(this.attempts, attempt);
  }

  /**
   * A connection for a protocol of one's own, to a host that the rules permit; with TLS where asked for. It is the
   * caller's to end, also when we close. @throws NetError; or the signal's reason when it aborts.
   */
  connect(target: Target, options: ConnectOptions): Promise<Socket> {
    const { dialer, authority } = this;
    return connectOnce(target, { dialer, authority, ...options });
  }

  /**
   * TLS over a connection of {@link connect} that has spoken without it until now. @throws NetError `remote_rejected`
   * for a certificate that does not hold
   */
  secure(socket: Socket, host: string, options: SecuringOptions): Promise<TLSSocket> {
    const { authority } = this;
    return secured(socket, host, { ...options, ...(authority !== undefined && { authority }) });
  }

  /** Ends every connection, also those in use: their exchanges fail. */
  async close(): Promise<void> {
    this.attempts.close();
    await this.agents.close();
  }

  private routeOf({ proxy, verifyTls = true, connectTimeoutMs }: OutboundRequest): Route {
    const kind = {
      verifyTls,
      connectTimeoutMs: Math.min(
        connectTimeoutMs ?? MAX_CONNECT_TIMEOUT_MS,
        MAX_CONNECT_TIMEOUT_MS,
      ),
    };
    const { agents, dialer } = this;
    return proxy === undefined
      ? directRoute(agents, kind)
      : proxyRoute({ agents, dialer, proxy: requiredProxy(proxy) }, kind);
  }
}

async function follow(
  first: Hop,
  route: Route,
  request: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundResponse> {
  const { followRedirects, maxRedirects = MAX_REDIRECTS, maxResponseBytes } = request;
  let hop = first;
  for (let redirects = 0; ; redirects += 1) {
    try {
      const answer = await route.send(hop, signal);
      const location = answer.headers['location']?.[0];
      const next = followRedirects ? nextHop(hop, answer, location) : undefined;
      if (!next) return await responseOf(hop, answer, maxResponseBytes);
      await answer.body.dump({ limit: REDIRECT_BODY_BYTES, signal });
      hop = next;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw exchangeErrorOf(error, hop.url.host);
    }
    if (redirects >= maxRedirects) {
      const message = `${first.url.host} redirects more than ${maxRedirects} times`;
      throw new NetError('remote_rejected', message);
    }
  }
}

function nextHop(hop: Hop, answer: HopAnswer, location: string | undefined): Hop | undefined {
  try {
    return redirectOf(hop, answer.status, location);
  } catch (error) {
    answer.body.on('error', () => {}).destroy();
    throw error;
  }
}

async function responseOf(
  { method, url }: Hop,
  { status, headers, body }: HopAnswer,
  maxBytes: number,
): Promise<OutboundResponse> {
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  const encoding = hasBody ? headers['content-encoding']?.join(',') : undefined;
  const bytes = await readBody(body, { host: url.host, encoding, maxBytes });
  return { status, headers, body: bytes, url: url.href };
}

function withDefaults(headers: Record<string, string | readonly string[]>): [string, string][] {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  );
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  if (!given.has('user-agent')) pairs.push(['user-agent', USER_AGENT]);
  if (!given.has('accept-encoding')) pairs.push(['accept-encoding', acceptEncoding]);
  return pairs;
}
