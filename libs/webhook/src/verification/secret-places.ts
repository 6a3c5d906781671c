import type { headersOf } from '../intake/headers.ts';
import { queryValue } from '../signatures/query-values.ts';

export type Headers = ReturnType<typeof headersOf>;

/** Where requests carry a secret itself: header names in lower case, and parameters of the query. */
export interface SecretPlaces {
  readonly headers: readonly string[];
  readonly query: readonly string[];
}

/** What stands for a value that nobody is to read. */
const MASK = '***';

/** The same headers, secrets masked. */
export function maskedHeaders(headers: Headers, { headers: names }: SecretPlaces): Headers {
  if (!names.some((name) => name in headers)) return headers;
  const masked = Object.assign(Object.create(null), headers) as Headers;
  for (const name of names) {
    const values = headers[name];
    if (values !== undefined) masked[name] = values.map(() => MASK);
  }
  return masked;
}

/** The same query, as it was sent but for the secrets. */
export function maskedQuery(query: string, { query: names }: SecretPlaces): string {
  if (names.length === 0) return query;
  const mask = (pair: string): string => {
    const end = pair.indexOf('=') + 1;
    const isSecret = end > 0 && names.some((name) => queryValue(pair, name) !== undefined);
    return isSecret ? pair.slice(0, end) + MASK : pair;
  };
  return query.split('&').map(mask).join('&');
}

/** The same URL, or target of a request, its query masked. */
export function maskedUrl(url: string, places: SecretPlaces): string {
  const query = url.indexOf('?') + 1;
  return query === 0 ? url : url.slice(0, query) + maskedQuery(url.slice(query), places);
}

/** The same body, whatever equals one of these secrets masked. */
export const maskedBody = (body: Buffer, secrets: readonly string[]): Buffer =>
  secrets.length === 0
    ? body
    : Buffer.from(
        secrets.reduce(
          (text, secret) => text.replaceAll(bytesOf(JSON.stringify(secret)), `"${MASK}"`),
          body.toString('latin1'),
        ),
        'latin1',
      );

/** A character for each byte, so that bytes which are no text stay as they are. */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');
