import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { IntakeProblem } from './intake-problem.ts';

/** How a body is packed for the way. */
export type ContentEncoding = 'identity' | 'gzip' | 'deflate' | 'br';

const encodings: readonly string[] = ['identity', 'gzip', 'deflate', 'br'];

/** Reads a `Content-Encoding` header: one of those we know, or none. */
export function contentEncodingOf(header: string | undefined): ContentEncoding | IntakeProblem {
  if (header === undefined) return 'identity';
  const name = header.trim().toLowerCase();
  if (name === '') return 'identity';
  if (encodings.includes(name)) return name as ContentEncoding;
  return new IntakeProblem(
    'unsupported_media_type',
    `the content encoding ${JSON.stringify(name)} is not supported: use one of gzip, deflate, br, identity, or none`,
  );
}

/**
 * The body unpacked. Stops as soon as it passes `limitBytes`, so that a few bytes that unpack to gigabytes cost no
 * more than any other body.
 */
export async function unpack(
  bytes: Buffer,
  encoding: Exclude<ContentEncoding, 'identity'>,
  limitBytes: number,
): Promise<Buffer | IntakeProblem> {
  if (bytes.length === 0) return bytes;
  return new Promise((resolve) => {
    unpackers[encoding](bytes)(bytes, { maxOutputLength: limitBytes }, (error, unpacked) => {
      resolve(error === null ? unpacked : problemOf(error, encoding, limitBytes));
    });
  });
}

type Unpacker = (
  bytes: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, unpacked: Buffer) => void,
) => void;

const unpackers: Record<Exclude<ContentEncoding, 'identity'>, (bytes: Buffer) => Unpacker> = {
  gzip: () => gunzip,
  br: () => brotliDecompress,
  // Named after the zlib format (RFC 9110, 8.4.1.2), but some senders leave its two-byte header out.
  deflate: (bytes) => (hasZlibHeader(bytes) ? inflate : inflateRaw),
};

const hasZlibHeader = (bytes: Buffer): boolean =>
  bytes.length >= 2 && (bytes[0]! & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;

function problemOf(error: Error, encoding: string, limitBytes: number): IntakeProblem {
  const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
  return isTooLarge
    ? bodyTooLarge(limitBytes)
    : new IntakeProblem('invalid_body', `the body cannot be unpacked as ${encoding}`);
}

/** The problem of a body past its limit. */
export const bodyTooLarge = (limitBytes: number): IntakeProblem =>
  new IntakeProblem(
    'body_too_large',
    `the body is larger than ${limitBytes} bytes: send less at once, or raise max_body_bytes of the webhook`,
  );
