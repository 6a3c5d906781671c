import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Agent, type AgentOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { connectInTime, type ConnectorOptions, type Target } from '../connect/connector.ts';
import type { Dialer } from '../connect/dialer.ts';
import type { ClientCertificate } from '../connect/secure.ts';
import { NetError } from '../net.errors.ts';
import { AbortHooks } from './abort-hooks.ts';

/** Shorter than servers usually wait, so that we rarely write on a connection that is just being closed. */
const KEEP_ALIVE_MS = 2_000;
/** Above so many kinds of connections those that have none are forgotten. */
const KINDS_KEPT = 500;

/** What connections have in common that may serve one another's requests. */
export interface AttemptConnection {
  isSecure: boolean;
  connectTimeoutMs: number;
  clientCertificate?: ClientCertificate | undefined;
}

/** Agents of Node's own client whose connections go through the address rules, kept for a moment for reuse. */
export class AttemptAgents {
  readonly aborts = new AbortHooks();
  private readonly agents = new Map<string, CheckedAgent>();
  private readonly closing = new AbortController();

  constructor(private readonly dialer: Dialer) {
    // Each connection that is being made listens.
    setMaxListeners(0, this.closing.signal);
  }

  agentFor(connection: AttemptConnection): Agent {
    this.closing.signal.throwIfAborted();
    const key = keyOf(connection);
    const known = this.agents.get(key);
    if (known !== undefined) return known;
    if (this.agents.size >= KINDS_KEPT) this.forgetIdle();
    const agent = new CheckedAgent(connection.isSecure, {
      dialer: this.dialer,
      verifyTls: true,
      connectTimeoutMs: connection.connectTimeoutMs,
      closing: this.closing.signal,
      ...(connection.clientCertificate && { clientCertificate: connection.clientCertificate }),
    });
    this.agents.set(key, agent);
    return agent;
  }

  close(): void {
    this.closing.abort(new NetError('network', 'the client for outside calls was closed'));
    for (const agent of this.agents.values()) agent.destroy();
    this.agents.clear();
  }

  private forgetIdle(): void {
    for (const [key, agent] of this.agents) if (agent.isIdle) this.agents.delete(key);
  }
}

class CheckedAgent extends Agent {
  constructor(
    private readonly isSecure: boolean,
    private readonly options_: ConnectorOptions,
  ) {
    super({ keepAlive: true, timeout: KEEP_ALIVE_MS, scheduling: 'lifo' });
  }

  get isIdle(): boolean {
    const { sockets, freeSockets, requests } = this;
    return [sockets, freeSockets, requests].every((held) => Object.keys(held).length === 0);
  }

  override createConnection(
    target: AgentOptions & Partial<Target>,
    done: (error: Error | null, socket: Duplex) => void,
  ): null {
    const { host = '', port = 80 } = target;
    void connectInTime({ host, port }, this.isSecure, this.options_).then(
      (socket) => done(null, socket),
      (error: Error) => done(error, undefined as never),
    );
    return null;
  }
}

function keyOf({ isSecure, connectTimeoutMs, clientCertificate }: AttemptConnection): string {
  const kind = `${isSecure}/${connectTimeoutMs}`;
  if (clientCertificate === undefined) return kind;
  const { cert, key } = clientCertificate;
  return `${kind}/${createHash('sha256').update(cert).update('\0').update(key).digest('hex')}`;
}
