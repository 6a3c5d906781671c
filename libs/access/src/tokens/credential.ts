import { cookieOf } from './cookie.ts';

/** The token that a request names, and where. `token` is empty when what stands there can be nobody's. */
export interface Credential {
  source: 'header' | 'query' | 'cookie';
  token: string;
}

/** What a credential is read from. */
export interface CredentialedRequest {
  /** Lower-case name → its values in the order of their lines. */
  headers: Readonly<Record<string, readonly string[] | undefined>>;
  query: URLSearchParams;
}

const COOKIE = 'token';
const PARAMETER = 'token';
const SCHEME = /^bearer(?= |$)/i;
// Longer than any token; what is no such text need not be looked up.
const TOKEN = /^[\x21-\x7e]{1,512}$/;

/**
 * The credential of a request: `Authorization: Bearer`, else `?token=`, else the cookie `token`. The first that is
 * there decides, right or wrong: a bad one is refused though a good one follows. Undefined: there is none. Another
 * scheme of `Authorization` (a proxy's own `Basic`) is none of ours.
 */
export function credentialOf({ headers, query }: CredentialedRequest): Credential | undefined {
  const bearers = (headers['authorization'] ?? []).flatMap((line) => bearerOf(line));
  // Of two, whoever reads after us could take the other.
  if (bearers.length > 0) return found('header', bearers.length === 1 ? bearers[0]! : '');
  const parameter = query.get(PARAMETER);
  if (parameter !== null) return found('query', parameter);
  const cookie = cookieOf(headers['cookie'] ?? [], COOKIE);
  return cookie === undefined ? undefined : found('cookie', cookie);
}

const bearerOf = (line: string): string[] =>
  SCHEME.test(line) ? [line.replace(SCHEME, '').trim()] : [];

const found = (source: Credential['source'], token: string): Credential => ({
  source,
  token: TOKEN.test(token) ? token : '',
});
