import { ActionError } from '../action.errors.ts';
import { readUrl } from '../options/read-url.ts';
import { retryAfterMsOf } from '../retry-after.ts';
import { type FileGenerator, MAX_FILE_BYTES } from './generated-file.ts';

const TIMEOUT_MS = 60_000;

/** Downloads a file from an http(s) URL; anything but 2xx fails the action. */
export const url: FileGenerator = (value, refuse) => {
  const address = readUrl(value, refuse);
  return async (name, { net, signal, clock }) => {
    const answer = await net.request({
      method: 'GET',
      url: address,
      headers: { accept: '*/*' },
      timeoutMs: TIMEOUT_MS,
      maxResponseBytes: MAX_FILE_BYTES,
      followRedirects: true,
      signal,
    });
    const { status, headers, body } = answer;
    if (status < 200 || status > 299) {
      const code =
        status === 429 ? 'rate_limited' : status >= 500 ? 'remote_unavailable' : 'remote_rejected';
      const message = `the file "${name}" could not be fetched: ${new URL(address).host} answered ${status}`;
      throw new ActionError(code, message, { retryAfterMs: retryAfterMsOf(headers, clock.now()) });
    }
    const contentType = headers['content-type']?.[0];
    return { bytes: body, ...(contentType === undefined ? {} : { contentType }) };
  };
};
