import { shortened, storableText } from '@millwright/kernel';
import type { AttemptOutcome, NetError } from '@millwright/net';
import type { DeliveryErrorCode } from '../delivery.errors.ts';
import type { AttemptResult } from './attempt-result.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { keptHeadersOf, validTextOf } from './kept-text.ts';
import { retryAfterOf } from './retry-after.ts';

const ERROR_CHARACTERS = 1_000;

/** An error as it is kept. */
export const keptError = (
  code: DeliveryErrorCode,
  message: string,
  secrets: KnownSecrets,
): NonNullable<AttemptResult['error']> => ({
  code,
  message: shortened(secrets.masked(storableText(message)), ERROR_CHARACTERS),
});

/** What is kept of an answer, or of none, with the endpoint's secrets masked; the answer came `now`. */
export function resultOfAnswer(
  outcome: AttemptOutcome,
  now: Date,
  secrets: KnownSecrets,
): Omit<AttemptResult, 'url' | 'durationMs' | 'requestHeaders'> {
  if (!outcome.ok) {
    const { error, remoteAddress } = outcome;
    return {
      statusCode: null,
      responseHeaders: null,
      responseBody: null,
      isTruncated: false,
      remoteAddress,
      error: keptError(codeOf(error), error.message, secrets),
      retryAt: null,
    };
  }
  const { status, headers, body, isTruncated, remoteAddress } = outcome;
  const error = errorOf(status, headers, secrets);
  return {
    statusCode: status,
    responseHeaders: maskedHeaders(keptHeadersOf(headers), secrets),
    responseBody: secrets.masked(validTextOf(body), isTruncated),
    isTruncated,
    remoteAddress,
    error,
    retryAt: error === null ? null : retryAfterOf(headers['retry-after']?.[0], now),
  };
}

function maskedHeaders(
  headers: Record<string, string>,
  secrets: KnownSecrets,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secrets.masked(value)]),
  );
}

/** What a status means; null: a success. */
function errorOf(
  status: number,
  headers: Record<string, string[]>,
  secrets: KnownSecrets,
): AttemptResult['error'] {
  const failed = (code: DeliveryErrorCode, message: string) => keptError(code, message, secrets);
  if (status >= 200 && status <= 299) return null;
  if (status === 410) return failed('endpoint_gone', 'the receiver answered 410: it wants no more');
  if (status === 429) {
    return failed('rate_limited', 'the receiver answered 429: it wants fewer requests');
  }
  if (status >= 300 && status <= 399) {
    const to = headers['location']?.[0];
    const where = to === undefined ? '' : ` to ${to}`;
    return failed(
      'redirect_refused',
      `the receiver redirects${where} (${status}); redirects are not followed: change the URL`,
    );
  }
  return failed('http_status', `the receiver answered ${status}`);
}

function codeOf({ reason, code }: NetError): DeliveryErrorCode {
  if (reason === 'unreachable') return 'endpoint_unreachable';
  return reason ?? (code === 'invalid_request' ? 'signing_failed' : 'connection_lost');
}
