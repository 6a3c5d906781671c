import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A real HTTP proxy on loopback; `asked` are the request lines it got, `authorizations` who asked. */
export interface TestProxy {
  port: number;
  asked: string[];
  authorizations: (string | undefined)[];
  close(): Promise<void>;
}

/** What a proxy is able to do. Default: both, for everybody. */
export interface TestProxyOptions {
  tunnels?: boolean;
  forwards?: boolean;
  /** The only `Proxy-Authorization` it accepts. */
  authorization?: string;
}

/** Starts a proxy that tunnels (CONNECT) and forwards (absolute URLs). */
export async function startHttpProxy({
  tunnels = true,
  forwards = true,
  authorization,
}: TestProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const isWelcome = (given: string | undefined): boolean => {
    authorizations.push(given);
    return authorization === undefined || given === authorization;
  };

  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const { 'proxy-authorization': given, ...headers } = incoming.headers;
    if (!isWelcome(given)) return void response.writeHead(407).end();
    if (!forwards) return void response.writeHead(405).end();
    const onward = request(incoming.url!, { method: incoming.method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket: Socket, head: Buffer) => {
    asked.push(`CONNECT ${incoming.url}`);
    sockets.add(socket);
    socket.on('error', () => {});
    if (!isWelcome(incoming.headers['proxy-authorization'])) {
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    }
    if (!tunnels) return void socket.end('HTTP/1.1 405 Method Not Allowed\r\n\r\n');
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const onward = connect(Number(port) || 80, hostname.replace(/^\[|\]$/g, ''), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, asked, authorizations, close };
}
