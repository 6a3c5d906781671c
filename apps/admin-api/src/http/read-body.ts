import type { Request } from 'express';
import { ProblemError } from './problem.ts';

const LINGER_MS = 2_000;
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
  if (Number(request.headers['content-length'] ?? 0) > maxBytes)
    throw await tooLarge(request, maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of arriving(request)) {
    length += chunk.length;
    if (length > maxBytes) throw await tooLarge(request, maxBytes);
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

async function tooLarge(request: Request, maxBytes: number): Promise<ProblemError> {
  await rest(request);
  return new ProblemError('body_too_large', `a body may have at most ${maxBytes} bytes`, {
    headers: { connection: 'close' },
  });
}

/**
 * A client that is still sending hears nothing when its connection is closed under it: the reset overtakes the
 * answer. So what it sends is thrown away for a moment.
 */
function rest(request: Request): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LINGER_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', end).once('close', end).resume();
  });
}
