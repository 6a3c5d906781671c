import { Transform, type TransformCallback } from 'node:stream';
import zlib from 'node:zlib';

// As browsers do: what came of a stream that ends early is kept, the transport knows whether it was cut off.
const GZIP = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const BROTLI = {
  flush: zlib.constants.BROTLI_OPERATION_FLUSH,
  finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
};
const MAX_ENCODINGS = 5;
const DEFLATE_METHOD = 8;

/** What `Accept-Encoding` says. */
export const acceptEncoding = ['gzip', 'deflate', 'br', ...(zstd() ? ['zstd'] : [])].join(', ');

/** The streams that undo a `Content-Encoding`, in their order; undefined when one is unknown: then it stays as it is. */
export function decodersOf(contentEncoding: string): Transform[] | undefined {
  const encodings = contentEncoding
    .split(',')
    .map((encoding) => encoding.trim().toLowerCase())
    .filter((encoding) => encoding !== '' && encoding !== 'identity');
  if (encodings.length > MAX_ENCODINGS) return undefined;
  const decoders = encodings.reverse().map(decoderOf);
  return decoders.some((decoder) => decoder === undefined) ? undefined : (decoders as Transform[]);
}

function decoderOf(encoding: string): Transform | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(GZIP);
    case 'deflate':
      return new InflateEither();
    case 'br':
      return zlib.createBrotliDecompress(BROTLI);
    case 'zstd':
      return zstd()?.();
    default:
      return undefined;
  }
}

/** Node has it since 22.15. */
function zstd(): (() => Transform) | undefined {
  return (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;
}

/** `deflate` means zlib, but some send it without zlib's header: the first byte tells. */
class InflateEither extends Transform {
  private inner?: Transform;

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    this.inner ??= this.innerFor(chunk);
    this.inner.write(chunk, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.inner) return done();
    this.inner.once('end', () => done());
    this.inner.end();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.inner?.destroy();
    done(error);
  }

  private innerFor(chunk: Buffer): Transform {
    const hasHeader = ((chunk[0] ?? 0) & 0x0f) === DEFLATE_METHOD;
    const inner = hasHeader ? zlib.createInflate(GZIP) : zlib.createInflateRaw(GZIP);
    inner.on('data', (data: Buffer) => this.push(data));
    inner.on('error', (error) => this.destroy(error));
    return inner;
  }
}
