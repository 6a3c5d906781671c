import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { decodersOf } from '../exchange/decoders.ts';

/** What of a body is wanted. */
export interface ReadLimits {
  maxBytes: number;
  forMs: number;
  signal?: AbortSignal;
}

/**
 * As much of an answer's body as comes within size and time, decompressed. Whatever cuts it short (too long, too slow,
 * broken off, not what its encoding says) is no failure: what is there is kept. Rejects only with the signal's reason.
 */
export function readUntil(
  answer: IncomingMessage,
  { maxBytes, forMs, signal }: ReadLimits,
): Promise<{ body: Buffer; isTruncated: boolean }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const encoding = answer.headers['content-encoding'];
    const decoders = encoding === undefined ? [] : (decodersOf(encoding) ?? []);
    const streams: Readable[] = [answer, ...decoders];

    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      for (const stream of streams) stream.removeAllListeners('data').on('error', () => {});
    };
    const finish = (isTruncated: boolean): void => {
      settle();
      if (isTruncated) for (const stream of streams) stream.destroy();
      resolve({ body: Buffer.concat(chunks, bytes).subarray(0, maxBytes), isTruncated });
    };
    const abort = (): void => {
      settle();
      answer.destroy();
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => finish(true), forMs);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted === true) return abort();

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
