import { basicOf, decoded } from '../connect/proxy.ts';
import { NetError } from '../net.errors.ts';

/** One request of an exchange; a redirect makes the next one. */
export interface Hop {
  method: string;
  /** Without user info. */
  url: URL;
  headers: readonly (readonly [name: string, value: string])[];
  body?: Buffer | string;
}

const CROSS_ORIGIN_SECRETS = new Set(['authorization', 'cookie', 'proxy-authorization', 'host']);
const BODY_HEADERS = /^content-/;
const BECOMES_GET = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** The first request: user info of the URL becomes Basic authorization, unless the headers have one. */
export function firstHop(hop: { method: string; url: string } & Omit<Hop, 'method' | 'url'>): Hop {
  if (!URL.canParse(hop.url)) throw new NetError('invalid_request', 'the URL cannot be read');
  const url = new URL(hop.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new NetError('invalid_request', 'the URL must begin with http:// or https://');
  }
  return withoutUserInfo({ ...hop, method: hop.method.toUpperCase(), url });
}

/** What an answer sends us on to; undefined when it is no redirect. @throws NetError remote_rejected */
export function redirectOf(
  hop: Hop,
  status: number,
  location: string | undefined,
): Hop | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const place = hop.url.host;
  if (!URL.canParse(location, hop.url.href)) {
    throw new NetError('remote_rejected', `${place} redirects to an address that cannot be read`);
  }
  const url = new URL(location, hop.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new NetError(
      'remote_rejected',
      `${place} redirects to ${url.protocol}, not to a web address`,
    );
  }

  const isSameOrigin = url.origin === hop.url.origin;
  const losesBody = status < 307 && BECOMES_GET.has(hop.method);
  const headers = hop.headers.filter(([name]) => {
    const key = name.toLowerCase();
    if (!isSameOrigin && CROSS_ORIGIN_SECRETS.has(key)) return false;
    return !losesBody || !BODY_HEADERS.test(key);
  });
  const next: Hop = { method: losesBody ? 'GET' : hop.method, url, headers };
  return withoutUserInfo(losesBody || hop.body === undefined ? next : { ...next, body: hop.body });
}

function withoutUserInfo(hop: Hop): Hop {
  const url = new URL(hop.url);
  const { username, password } = url;
  if (username === '' && password === '') return { ...hop, url };
  url.username = '';
  url.password = '';
  if (hop.headers.some(([name]) => name.toLowerCase() === 'authorization')) return { ...hop, url };
  const authorization = basicOf(decoded(username), decoded(password));
  return { ...hop, url, headers: [...hop.headers, ['authorization', authorization]] };
}
