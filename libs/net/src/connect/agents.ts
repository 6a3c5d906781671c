import type { Agent } from 'undici';
import { NetError } from '../net.errors.ts';
import { connectorOf } from './connector.ts';
import type { Dialer } from './dialer.ts';
import type { Proxy } from './proxy.ts';

const MAX_HEADER_BYTES = 65_536;
/** Shorter than servers usually wait, so that we rarely write on a connection that is just being closed. */
const KEEP_ALIVE_MS = 2_000;

/** What connections of an agent have in common. */
export interface ConnectionKind {
  verifyTls: boolean;
  connectTimeoutMs: number;
}

/**
 * Every agent of one client, so that all can be ended. Direct ones keep connections, proxied ones are used once.
 * undici is read at the first request: most processes that can call outside never do, and it takes 6 MB of memory.
 */
export class Agents {
  private readonly direct = new Map<string, Promise<Agent>>();
  private readonly all = new Set<Agent>();
  private readonly closing = new AbortController();
  private readonly dialer: Dialer;
  private readonly authority: string | undefined;

  constructor(dialer: Dialer, authority?: string) {
    this.dialer = dialer;
    this.authority = authority;
  }

  /** The agent for requests without a proxy; do not destroy it. */
  kept(kind: ConnectionKind): Promise<Agent> {
    const key = `${kind.verifyTls}/${kind.connectTimeoutMs}`;
    const known = this.direct.get(key);
    if (known) return known;
    const agent = this.create(kind);
    this.direct.set(key, agent);
    return agent;
  }

  /** A new agent for requests by a proxy; hand it to {@link destroy}. */
  through(
    kind: ConnectionKind,
    proxy: Proxy,
    { withoutTunnel }: { withoutTunnel: boolean },
  ): Promise<Agent> {
    return this.create(kind, { proxy, withoutTunnel });
  }

  async destroy(agent: Agent): Promise<void> {
    this.all.delete(agent);
    await agent.destroy();
  }

  async close(): Promise<void> {
    this.closing.abort(new NetError('network', 'the client for outside calls was closed'));
    await Promise.all([...this.all].map((agent) => this.destroy(agent)));
    this.direct.clear();
  }

  private async create(
    kind: ConnectionKind,
    by: { proxy?: Proxy; withoutTunnel?: boolean } = {},
  ): Promise<Agent> {
    const { Agent } = await import('undici');
    this.closing.signal.throwIfAborted();
    const agent = new Agent({
      connect: connectorOf({
        dialer: this.dialer,
        closing: this.closing.signal,
        authority: this.authority,
        ...kind,
        ...by,
      }),
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // The whole exchange has one deadline instead.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.all.add(agent);
    return agent;
  }
}
