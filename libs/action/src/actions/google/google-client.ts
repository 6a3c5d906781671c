import { type OpenConnection, sendWithToken } from '@millwright/connection';
import type { ActionContext } from '../../action.ts';
import { type GoogleApi, googleUrlOf } from './google-place.ts';
import { googleTokens } from './google-tokens.ts';

export type { GoogleApi };

/** One call of a Google API. */
export interface GoogleRequest {
  api: GoogleApi;
  /** In any case. */
  method: string;
  /** As the API has it, from `/`: `/drive/v3/files`, `/v4/spreadsheets`; a query in it is kept. */
  path: string;
  query?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as `application/json`, unless `headers` say otherwise. */
  body?: Buffer | string;
  /** `Authorization` is ours. */
  headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** An answer of Google, whatever its status. */
export interface GoogleAnswer {
  status: number;
  /** Lower-case name → every value. */
  headers: Record<string, string[]>;
  /** At most 20 MB. */
  body: Buffer;
}

const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 20_000_000;

/**
 * Calls Google in the name of a Connection; a token that is refused is renewed once. Redirects are not followed.
 * @throws ConnectionError where no token is to be had; NetError
 */
export async function googleRequest(
  connection: OpenConnection<'google'>,
  { api, method, path, query = {}, body, headers = {} }: GoogleRequest,
  context: Pick<ActionContext, 'net' | 'tokens' | 'signal' | 'clock'>,
): Promise<GoogleAnswer> {
  const url = new URL(googleUrlOf(connection.fields, api, path));
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) url.searchParams.append(name, value);
  }
  const given = Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  );
  const hasType = Object.keys(given).some((name) => name.toLowerCase() === 'content-type');
  return sendWithToken(googleTokens(connection, context), (token) =>
    context.net.request({
      method,
      url: url.href,
      headers: {
        ...given,
        ...(body === undefined || hasType ? {} : { 'Content-Type': 'application/json' }),
        Authorization: `Bearer ${token}`,
      },
      ...(body === undefined ? {} : { body }),
      timeoutMs: TIMEOUT_MS,
      maxResponseBytes: MAX_ANSWER_BYTES,
      followRedirects: false,
      signal: context.signal,
    }),
  );
}
