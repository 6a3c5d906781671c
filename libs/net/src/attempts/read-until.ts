import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { decodersOf } from '../exchange/decoders.ts';

/** What of a body is wanted. */
export interface ReadLimits {
  maxBytes: number;
  forMs: number;
  /** Calls back when the body is not wanted any more; answers how to take that back. */
  onAbort: (then: () => void) => () => void;
}

const NOTHING = Buffer.alloc(0);

/**
 * As much of an answer's body as comes within size and time, decompressed. Whatever cuts it short (too long, too slow,
 * broken off, not wanted any more, not what its encoding says) is no failure: what is there is kept.
 */
export function readUntil(
  answer: IncomingMessage,
  { maxBytes, forMs, onAbort }: ReadLimits,
): Promise<{ body: Buffer; isTruncated: boolean }> {
  if (hasNone(answer)) {
    answer.on('error', () => {}).resume();
    return Promise.resolve({ body: NOTHING, isTruncated: false });
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const encoding = answer.headers['content-encoding'];
    const decoders = encoding === undefined ? [] : (decodersOf(encoding) ?? []);
    const streams: Readable[] = [answer, ...decoders];

    const settle = (): void => {
      clearTimeout(timer);
      unhook();
      for (const stream of streams) stream.removeAllListeners('data').on('error', () => {});
    };
    const finish = (isTruncated: boolean): void => {
      settle();
      if (isTruncated) for (const stream of streams) stream.destroy();
      resolve({ body: Buffer.concat(chunks, bytes).subarray(0, maxBytes), isTruncated });
    };
    const timer = setTimeout(() => finish(true), forMs);
    const unhook = onAbort(() => finish(true));

    for (const stream of streams) stream.once('error', () => finish(true));
    answer.once('close', () => {
      // Before its end: it broke off, and no decoder will ever end.
      if (!answer.complete) finish(true);
    });
    const last = decoders.reduce<Readable>((from, decoder) => from.pipe(decoder), answer);
    last.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > maxBytes) finish(true);
    });
    last.once('end', () => finish(false));
  });
}

/** Most answers to webhooks: nothing to wait for. */
const hasNone = ({ statusCode, headers }: IncomingMessage): boolean =>
  statusCode === 204 || statusCode === 304 || headers['content-length'] === '0';
