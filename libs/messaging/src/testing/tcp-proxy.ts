import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a bus and its broker, and does to the wire what goes wrong with wires. */
export class TcpProxy {
  private server: Server | undefined;
  private readonly pairs = new Set<{ client: Socket; broker: Socket }>();
  private port = 0;

  constructor(private readonly target: URL) {}

  /** Takes connections; again on the same port after {@link cut}. */
  async open(): Promise<void> {
    const server = createServer((client) => this.pass(client));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  /** The target's URL, by way of this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** Breaks every connection and refuses new ones. */
  async cut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    this.breakAll();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  /** Breaks every connection; new ones are taken. */
  breakAll(): void {
    for (const { client, broker } of this.pairs) {
      client.resetAndDestroy();
      broker.destroy();
    }
  }

  /** Nothing that the broker says gets through. */
  mute(): void {
    for (const { broker } of this.pairs) broker.pause();
  }

  unmute(): void {
    for (const { broker } of this.pairs) broker.resume();
  }

  /** Says something in the broker's name on every connection. */
  say(bytes: Buffer): void {
    for (const { client } of this.pairs) client.write(bytes);
  }

  private pass(client: Socket): void {
    const broker = connect(Number(this.target.port || 5672), this.target.hostname);
    const pair = { client, broker };
    this.pairs.add(pair);
    for (const socket of [client, broker]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        client.destroy();
        broker.destroy();
      });
    }
    client.on('data', (bytes) => broker.write(bytes));
    broker.on('data', (bytes) => client.write(bytes));
  }
}
