import { isIPv4, type Socket } from 'node:net';
import { messageOf, MillwrightError } from '@millwright/kernel';
import type { buildConnector } from 'undici';
import { NetError } from '../net.errors.ts';
import type { Dialer } from './dialer.ts';
import type { Proxy } from './proxy.ts';
import { type ClientCertificate, secured } from './secure.ts';
import { tunnelTo } from './tunnel.ts';

/** How connections are made. */
export interface ConnectorOptions {
  dialer: Dialer;
  verifyTls: boolean;
  connectTimeoutMs: number;
  /** Aborted when the client closes. */
  closing: AbortSignal;
  /** What we show to hosts that ask who we are. */
  clientCertificate?: ClientCertificate;
  /** Who is trusted instead of the authorities that Node trusts, in PEM. */
  authority?: string | undefined;
  proxy?: Proxy;
  /** Only connect to the proxy: the request itself names its target. */
  withoutTunnel?: boolean;
}

/** The way in which undici gets its connections: every one goes through the address rules. */
export function connectorOf(options: ConnectorOptions): buildConnector.connector {
  return ({ hostname, protocol, port }, callback) => {
    const target = { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
    void connectInTime(target, protocol === 'https:', options).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
}

/** Where a connection goes. */
export interface Target {
  /** A name, or an address without brackets. */
  host: string;
  port: number;
}

/** A connection to the target, with TLS where asked for. @throws NetError */
export async function connectInTime(
  target: Target,
  isSecure: boolean,
  options: ConnectorOptions,
): Promise<Socket> {
  const { connectTimeoutMs, closing } = options;
  const controller = new AbortController();
  const place = `${target.host}:${target.port}`;
  const late = (): void => {
    const message = `could not connect to ${place} within ${connectTimeoutMs / 1000} s`;
    controller.abort(new NetError('timeout', message, { reason: 'connect_timeout' }));
  };
  const close = (): void => controller.abort(closing.reason);
  const timer = setTimeout(late, connectTimeoutMs);
  closing.addEventListener('abort', close, { once: true });
  if (closing.aborted) close();
  try {
    return await open(target, isSecure, options, controller.signal);
  } catch (error) {
    if (error instanceof MillwrightError) throw error;
    const message = `could not connect to ${place}: ${messageOf(error)}`;
    throw new NetError('network', message, { cause: error, reason: 'unreachable' });
  } finally {
    clearTimeout(timer);
    closing.removeEventListener('abort', close);
  }
}

async function open(
  target: Target,
  isSecure: boolean,
  { dialer, verifyTls, clientCertificate, authority, proxy, withoutTunnel }: ConnectorOptions,
  signal: AbortSignal,
): Promise<Socket> {
  let socket: Socket;
  if (proxy) {
    // The target first: a forbidden one is nobody else's business.
    const addresses = await dialer.addressesOf(target.host, signal);
    socket = await dialer.dial(proxy.host, proxy.port, signal);
    if (proxy.protocol === 'https:')
      socket = await secured(socket, proxy.host, { verifyTls, signal });
    if (withoutTunnel) return socket;
    const address = addresses.find(isIPv4) ?? addresses[0]!;
    socket = await tunnelTo(socket, proxy, { address, port: target.port }, signal);
  } else {
    socket = await dialer.dial(target.host, target.port, signal);
  }
  if (!isSecure) return socket;
  return secured(socket, target.host, {
    verifyTls,
    signal,
    ...(clientCertificate && { clientCertificate }),
    ...(authority !== undefined && { authority }),
  });
}
