import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestProxy } from './start-http-proxy.ts';

const NO_AUTH = 0;
const USER_PASSWORD = 2;
const IPV4 = 1;
const NAME = 3;

/** Starts a SOCKS5 proxy (RFC 1928, 1929) on loopback; `credentials` as `user:password` when it asks for them. */
export async function startSocksProxy({
  credentials,
}: { credentials?: string } = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    void serve(socket).catch(() => socket.destroy());
  });

  async function serve(socket: Socket): Promise<void> {
    await nextChunk(socket);
    socket.write(Buffer.from([5, credentials === undefined ? NO_AUTH : USER_PASSWORD]));
    if (credentials !== undefined) {
      const login = await nextChunk(socket);
      const userLength = login[1]!;
      const user = login.subarray(2, 2 + userLength).toString();
      const password = login.subarray(3 + userLength).toString();
      authorizations.push(`${user}:${password}`);
      const isWelcome = `${user}:${password}` === credentials;
      socket.write(Buffer.from([1, isWelcome ? 0 : 1]));
      if (!isWelcome) return void socket.end();
    }
    const order = await nextChunk(socket);
    const host = hostIn(order);
    const port = order.readUInt16BE(order.length - 2);
    asked.push(`${host}:${port}`);
    const onward = connect(port, host, () => {
      socket.write(Buffer.from([5, 0, 0, IPV4, 0, 0, 0, 0, 0, 0]));
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward);
    onward.on('error', () => socket.end(Buffer.from([5, 5, 0, IPV4, 0, 0, 0, 0, 0, 0])));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, asked, authorizations, close };
}

const nextChunk = async (socket: Socket): Promise<Buffer> =>
  ((await once(socket, 'data')) as [Buffer])[0];

function hostIn(order: Buffer): string {
  const address = order.subarray(4, order.length - 2);
  if (order[3] === IPV4) return address.join('.');
  if (order[3] === NAME) return address.subarray(1).toString();
  return (address.toString('hex').match(/.{4}/g) ?? []).join(':');
}
