import { membersOf } from '@millwright/kernel';
import type { OutboundHttp } from '@millwright/net';
import { ConnectionError } from '../connection.errors.ts';
import type { OpenConnection } from '../source/connection-source.ts';
import type { RenewedToken } from '../source/token-renewals.ts';

/** What grants use of whoever asks for a token. */
export interface GrantContext {
  net: Pick<OutboundHttp, 'request'>;
}

/** What a token server is asked (RFC 6749), and by whom. */
export interface TokenRequest {
  url: string;
  form: Record<string, string>;
  headers?: Record<string, string>;
  /** For messages. */
  connection: Pick<OpenConnection, 'name'>;
}

/** Nobody's own signal ends it: others may wait for the same token. */
const TIMEOUT_MS = 30_000;
const MAX_RESPONSE_BYTES = 65_536;
/** Where the answer does not say how long its token lasts. */
const ASSUMED_S = 300;

/** Gets an access token. @throws ConnectionError `connection_rejected`, `remote_unavailable`; NetError */
export async function requestToken(
  { url, form, headers = {}, connection }: TokenRequest,
  { net }: GrantContext,
): Promise<RenewedToken> {
  const answer = await net.request({
    method: 'POST',
    url,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
      ...headers,
    },
    body: new URLSearchParams(form).toString(),
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    followRedirects: false,
  });
  const members = membersOf(answer.body);
  const who = `the token server of the Connection "${connection.name}"`;
  if (answer.status === 429 || answer.status >= 500) {
    throw new ConnectionError('remote_unavailable', `${who} answered ${answer.status}`);
  }
  if (answer.status < 200 || answer.status > 299) {
    const said = `${who} answered ${answer.status}${reasonIn(members)}`;
    throw new ConnectionError(
      'connection_rejected',
      `${said}; give the Connection new credentials`,
    );
  }
  const token = visibleText(members['access_token']);
  if (token === undefined) {
    throw new ConnectionError('connection_rejected', `${who} answered without an access token`);
  }
  const refreshToken = visibleText(members['refresh_token']);
  return {
    token,
    expiresInSeconds: Number(members['expires_in'] ?? ASSUMED_S) || ASSUMED_S,
    ...(refreshToken === undefined ? {} : { refreshToken }),
  };
}

/** What is no visible ASCII cannot stand in a header. */
const visibleText = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : undefined;

/** The error codes of RFC 6749 are such words; anything else might repeat what we sent. */
const REASONS = new Set([
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
]);

const reasonIn = ({ error }: Record<string, unknown>): string =>
  typeof error === 'string' && REASONS.has(error) ? ` (${error})` : '';
