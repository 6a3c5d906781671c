import type { Socket } from 'node:net';
import { addAbortSignal, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NetError } from '@millwright/net';
import { tooLarge } from '../session/download-limit.ts';
import { lost } from './lost.ts';

/** Written at once, so that progress is seen between them. */
const CHUNK_BYTES = 65_536;

/** How data is moved. */
export interface MoveOptions {
  place: string;
  idleMs: number;
  /** Ends the connection when it aborts. */
  signal: AbortSignal;
}

/** All that comes until the other side ends. @throws ActionError `size_limit`; NetError */
export async function receive(
  socket: Socket,
  { maxBytes, ...options }: MoveOptions & { maxBytes: number },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  guard(socket, options);
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    throw lost(options.place, error);
  }
  return Buffer.concat(chunks, bytes);
}

/** Sends all of it and ends. @throws NetError */
export async function send(socket: Socket, bytes: Buffer, options: MoveOptions): Promise<void> {
  guard(socket, options);
  try {
    await pipeline(Readable.from(piecesOf(bytes), { objectMode: false }), socket);
  } catch (error) {
    throw lost(options.place, error);
  }
}

/** A connection that stands still is destroyed. */
function guard(socket: Socket, { place, idleMs, signal }: MoveOptions): void {
  const late = (): NetError =>
    new NetError('timeout', `no data came through to ${place} for ${idleMs / 1000} s`);
  addAbortSignal(signal, socket);
  socket.setTimeout(idleMs, () => socket.destroy(late()));
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}
