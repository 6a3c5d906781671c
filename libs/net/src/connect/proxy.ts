import { NetError } from '../net.errors.ts';

/** A proxy's address and, where it asks for them, credentials. */
export interface Proxy {
  protocol: 'http:' | 'https:' | 'socks5:';
  host: string;
  port: number;
  credentials?: { username: string; password: string };
}

const DEFAULT_PORTS = { 'http:': 80, 'https:': 443, 'socks5:': 1080 } as const;

/** Reads a proxy's URI; undefined when it is none of `http://`, `https://`, `socks5://`. */
export function parseProxy(uri: string): Proxy | undefined {
  const url = urlOf(uri);
  // A scheme that the URL standard does not know gets no host parser: read the host as an HTTP one.
  const special = urlOf(uri.replace(/^socks5:/i, 'http:'));
  if (!url || !special || !isProxyProtocol(url.protocol) || special.hostname === '')
    return undefined;
  const { username, password } = special;
  return {
    protocol: url.protocol,
    host: special.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || DEFAULT_PORTS[url.protocol],
    ...(username || password
      ? { credentials: { username: decoded(username), password: decoded(password) } }
      : {}),
  };
}

/** As {@link parseProxy}. @throws NetError invalid_request */
export function requiredProxy(uri: string): Proxy {
  const proxy = parseProxy(uri);
  if (!proxy) {
    throw new NetError('invalid_request', 'the proxy is no http://, https:// or socks5:// URI');
  }
  return proxy;
}

/** The header by which an HTTP proxy knows who asks. */
export const proxyAuthorizationOf = ({ credentials }: Proxy): string | undefined =>
  credentials && basicOf(credentials.username, credentials.password);

/** Basic authorization (RFC 7617), in UTF-8. */
export const basicOf = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** Percent-decoded where that works, else as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const isProxyProtocol = (protocol: string): protocol is Proxy['protocol'] =>
  protocol in DEFAULT_PORTS;

const urlOf = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);
