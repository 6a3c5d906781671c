import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a service that a test can listen at, and cut. */
export class Way {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;
  private said = '';

  private constructor(private readonly target: URL) {}

  /** Opens a way to where a URL leads, on a free port. */
  static async to(url: string): Promise<Way> {
    const way = new Way(new URL(url));
    await way.restore();
    return way;
  }

  /** A URL of the service, by this way. */
  by(url: string): string {
    const there = new URL(url);
    there.host = `127.0.0.1:${this.port}`;
    return there.href;
  }

  /** What was said to the service since this was asked last, as far as it is text. */
  heard(): string {
    const { said } = this;
    this.said = '';
    return said;
  }

  /** Breaks every connection, and lets no new one through. */
  async cut(): Promise<void> {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = undefined;
  }

  /** Lets new ones through, at the same port as before. */
  async restore(): Promise<void> {
    this.server = createServer((client) => this.pass(client)).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private pass(client: Socket): void {
    const service = connect({
      host: this.target.hostname,
      port: Number(this.target.port),
      noDelay: true,
    });
    client.on('data', (bytes) => (this.said += bytes.toString('latin1')));
    for (const [socket, other] of [
      [client, service],
      [service, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
