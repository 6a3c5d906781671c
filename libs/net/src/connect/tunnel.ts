import { request } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { messageOf } from '@millwright/kernel';
import { NetError } from '../net.errors.ts';
import { abortable } from './abortable.ts';
import { type Proxy, proxyAuthorizationOf } from './proxy.ts';

/** The proxy is there but does not tunnel to that place: ask it in another way, or not at all. */
export class TunnelRefusedError extends NetError {}

/**
 * Has the proxy at the other end of `socket` connect to an address that was checked; after that the socket speaks with
 * the address. @throws NetError
 */
export async function tunnelTo(
  socket: Socket,
  proxy: Proxy,
  target: { address: string; port: number },
  signal: AbortSignal,
): Promise<Socket> {
  try {
    return proxy.protocol === 'socks5:'
      ? await socksTunnel(socket, proxy, target, signal)
      : await httpTunnel(socket, proxy, target, signal);
  } catch (error) {
    socket.on('error', () => {}).destroy();
    throw error;
  }
}

async function socksTunnel(
  socket: Socket,
  { host, port, credentials }: Proxy,
  target: { address: string; port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const { SocksClient } = await import('socks');
  const connection = SocksClient.createConnection({
    command: 'connect',
    destination: { host: target.address, port: target.port },
    existing_socket: socket,
    proxy: {
      host,
      port,
      type: 5,
      ...(credentials ? { userId: credentials.username, password: credentials.password } : {}),
    },
  });
  try {
    await abortable(connection, signal);
    return socket;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    // Its error carries the credentials: only its words go on.
    const code = /auth/i.test(messageOf(error)) ? 'remote_rejected' : 'network';
    throw new NetError(code, `the proxy ${host}:${port} does not connect: ${messageOf(error)}`);
  }
}

function httpTunnel(
  socket: Socket,
  proxy: Proxy,
  { address, port }: { address: string; port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const path = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  const authorization = proxyAuthorizationOf(proxy);
  return new Promise((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      path,
      headers: { host: path, ...(authorization ? { 'proxy-authorization': authorization } : {}) },
      createConnection: () => socket,
      signal,
    });
    const refuse = (status: number): void => reject(refusalOf(proxy, status));
    asked.once('connect', ({ statusCode = 0 }, tunnel: Socket, head) => {
      if (statusCode < 200 || statusCode > 299) return refuse(statusCode);
      if (head.length > 0) tunnel.unshift(head);
      resolve(tunnel);
    });
    asked.once('response', ({ statusCode = 0 }) => refuse(statusCode));
    asked.once('error', (error) => {
      if (signal.aborted) reject(signal.reason as Error);
      else reject(closedTunnel(proxy, error));
    });
    asked.end();
  });
}

function refusalOf({ host, port }: Proxy, status: number): NetError {
  const message = `the proxy ${host}:${port} answered ${status} instead of connecting`;
  if (status === 407) return new NetError('remote_rejected', `${message}: give it credentials`);
  return new TunnelRefusedError(status >= 500 ? 'network' : 'remote_rejected', message);
}

const closedTunnel = ({ host, port }: Proxy, cause: Error): NetError =>
  new TunnelRefusedError(
    'network',
    `the proxy ${host}:${port} does not connect: ${cause.message}`,
    {
      cause,
    },
  );
