import type { Request } from 'express';
import { ProblemError } from './problem.ts';

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;

/** The body as text; empty when there is none. @throws ProblemError when it is no JSON, too large, or no UTF-8. */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) return '';
  refuseForeignTypes(request);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ProblemError('invalid_encoding', 'the body is not valid UTF-8', {}, { cause });
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(request, maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of arriving(request)) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(request, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* arriving(request: Request): AsyncGenerator<Buffer> {
  try {
    // A request that is left early must live on: destroying it takes the connection that the answer goes out on.
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new ProblemError('request_aborted', 'the body did not arrive whole', {}, { cause });
  }
}

function refuseForeignTypes({ headers }: Request): void {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers;
  if (!JSON_TYPE.test(type)) {
    throw new ProblemError('unsupported_media_type', 'send application/json as the content-type');
  }
  if (encoding !== 'identity') {
    throw new ProblemError('unsupported_media_type', 'send the body without content-encoding');
  }
}

/** What still comes is thrown away for a moment, until the edge ends the connection behind the answer. */
function tooLarge(request: Request, maxBytes: number): ProblemError {
  request.resume();
  return new ProblemError('body_too_large', `a body may have at most ${maxBytes} bytes`, {
    headers: { connection: 'close' },
  });
}
