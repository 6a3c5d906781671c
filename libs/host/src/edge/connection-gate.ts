import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { CounterMetric } from '@millwright/observability';
import { clientNetworkOf } from './client-network.ts';
import type { EdgeLimits } from './edge-limits.ts';
import { edgeAnswerOf } from './edge-problem.ts';
import { leave, sayAndLeave } from './say-and-leave.ts';
import { plainAddressOf, type TrustedProxies } from './trusted-proxies.ts';

/** Turned away at once with an answer; past that, without one: they too take memory. */
const MAX_LEAVING = 100;

/**
 * Counts the connections of a server, in all and by client, and turns away those past the limits with a 503. It also
 * cuts those whose client takes nothing of what it was answered. A trusted proxy is no client: it has the connections
 * of many, and only the limit of all applies to it.
 */
export class ConnectionGate {
  private readonly open = new Set<Socket>();
  private readonly byNetwork = new Map<string, number>();
  /** What of its answers a client has not taken, and since when it has been as much. */
  private readonly unread = new Map<Socket, { bytes: number; sinceMs: number }>();
  private leaving = 0;

  constructor(
    private readonly limits: EdgeLimits,
    private readonly proxies: TrustedProxies,
    private readonly refused: CounterMetric,
  ) {}

  /** Puts itself before the server's own handling of connections. */
  guard(server: Server): void {
    const others = server.listeners('connection') as ((socket: Socket) => void)[];
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      if (this.admits(socket)) for (const other of others) other.call(server, socket);
    });
    const sweeper = setInterval(() => this.cutUnread(Date.now()), this.limits.sweepMs);
    sweeper.unref();
    server.on('close', () => clearInterval(sweeper));
  }

  private admits(socket: Socket): boolean {
    const { connections, connectionsPerAddress } = this.limits;
    const address = plainAddressOf(socket.remoteAddress ?? '');
    const network = this.proxies.includes(address) ? undefined : clientNetworkOf(address);
    const ofClient = network === undefined ? 0 : (this.byNetwork.get(network) ?? 0);
    if (this.open.size >= connections) return this.turnAway(socket, 'all', 'too many connections');
    if (ofClient >= connectionsPerAddress) {
      return this.turnAway(socket, 'address', 'too many connections from your address');
    }
    this.open.add(socket);
    // Node calls it behind the last answer, and its own closes at once.
    socket.destroySoon = () => leave(socket);
    if (network !== undefined) this.byNetwork.set(network, ofClient + 1);
    socket.once('close', () => this.left(socket, network));
    return true;
  }

  private left(socket: Socket, network: string | undefined): void {
    this.open.delete(socket);
    this.unread.delete(socket);
    if (network === undefined) return;
    const others = (this.byNetwork.get(network) ?? 1) - 1;
    if (others === 0) this.byNetwork.delete(network);
    else this.byNetwork.set(network, others);
  }

  private turnAway(socket: Socket, limit: string, what: string): false {
    this.refused.inc({ limit });
    socket.on('error', () => undefined);
    if (this.leaving >= MAX_LEAVING) {
      socket.destroy();
      return false;
    }
    this.leaving += 1;
    socket.once('close', () => (this.leaving -= 1));
    const answer = edgeAnswerOf('too_many_connections', `${what}: try again in a second`);
    sayAndLeave(socket, answer);
    return false;
  }

  /** Ends what a client has let wait for too long: a window that stays shut holds an answer in memory for ever. */
  private cutUnread(nowMs: number): void {
    for (const socket of this.open) {
      const bytes = unreadBytesOf(socket);
      const known = this.unread.get(socket);
      if (bytes === 0) {
        if (known !== undefined) this.unread.delete(socket);
      } else if (known?.bytes !== bytes) {
        this.unread.set(socket, { bytes, sinceMs: nowMs });
      } else if (nowMs - known.sinceMs > this.limits.bodyTimeoutMs) {
        this.refused.inc({ limit: 'unread' });
        socket.destroy();
      }
    }
  }
}

/**
 * Falls with every byte that leaves: the stream counts a chunk until its last byte has gone, so what is left of it is
 * asked of the handle, as Node's own time limit does.
 */
function unreadBytesOf(socket: Socket): number {
  const { _handle: handle } = socket as { _handle?: { writeQueueSize?: number } | null };
  return socket.writableLength + (handle?.writeQueueSize ?? 0);
}
