import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NetError } from '../net.errors.ts';
import { decodersOf } from './decoders.ts';

/** Reads and decompresses a body, and stops at the first byte too many. @throws NetError size_limit */
export async function readBody(
  body: Readable,
  { host, encoding, maxBytes }: { host: string; encoding?: string | undefined; maxBytes: number },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      chunks.push(chunk);
      done(bytes > maxBytes ? tooLarge(host, maxBytes) : null);
    },
  });
  const decoders = encoding === undefined ? [] : (decodersOf(encoding) ?? []);
  await pipeline([body, ...decoders, sink]);
  return Buffer.concat(chunks, bytes);
}

const tooLarge = (host: string, maxBytes: number): NetError =>
  new NetError(
    'size_limit',
    `the answer of ${host} is larger than ${maxBytes} bytes; ask for less`,
  );
