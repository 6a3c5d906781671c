import { messageOf, MillwrightError } from '@millwright/kernel';
import { NetError } from '../net.errors.ts';

const UNSENDABLE = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
]);
const HEADERS_TOO_LARGE = new Set(['UND_ERR_HEADERS_OVERFLOW', 'HPE_HEADER_OVERFLOW']);

/** Any failure of an exchange with a host, in our words. */
export function exchangeErrorOf(error: unknown, host: string): Error {
  if (error instanceof MillwrightError) return error;
  const { code = '' } = error as { code?: string };
  if (UNSENDABLE.has(code)) {
    return new NetError('invalid_request', `the request cannot be sent: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (HEADERS_TOO_LARGE.has(code)) {
    return new NetError('size_limit', `the headers of ${host}'s answer are too large`, {
      cause: error,
    });
  }
  const detail = code === '' ? messageOf(error) : `${messageOf(error)} (${code})`;
  return new NetError('network', `the exchange with ${host} broke off: ${detail}`, {
    cause: error,
  });
}
