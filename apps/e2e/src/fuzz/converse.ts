import { connect } from 'node:net';
import { answersIn, type WireAnswer } from './answers.ts';
import type { Conversation } from './conversation.ts';

/** How a conversation ended. */
export interface Ended {
  answers: WireAnswer[];
  /** By whom, or that nothing more was to come. */
  by: 'server' | 'us' | 'nobody';
  /** What broke the connection, where it was not closed. */
  brokenBy: string | undefined;
  tookMs: number;
}

/** Holds a conversation on a connection of its own. It is over when the server closes, or has answered everything. */
export function converse(
  conversation: Conversation,
  port: number,
  withinMs: number,
): Promise<Ended> {
  const { spoken, noise, from } = conversation;
  const isHead = (index: number): boolean => spoken[index]?.isHead ?? false;
  const wanted = spoken.length + (noise === undefined ? 0 : 1);
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      localAddress: `127.0.0.${from}`,
      noDelay: true,
    });
    const chunks: Buffer[] = [];
    let isOver = false;
    let brokenBy: string | undefined;
    const end = (by: Ended['by']): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      // A reset leaves no port waiting: there are not enough for a hundred thousand.
      if (!socket.destroyed) socket.resetAndDestroy();
      try {
        const answers = answersIn(Buffer.concat(chunks), isHead, by === 'server');
        resolve({ answers, by, brokenBy, tookMs: performance.now() - startedAt });
      } catch (error) {
        reject(error);
      }
    };
    const timer = setTimeout(() => {
      isOver = true;
      socket.resetAndDestroy();
      reject(new Error(`the connection hung for ${withinMs} ms, having said ${said(chunks)}`));
    }, withinMs);
    let seen = 0;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // Parsing again with every packet costs little: nearly all answers are one.
      try {
        seen = answersIn(Buffer.concat(chunks), isHead, false).length;
      } catch {
        return end('nobody');
      }
      if (seen >= wanted) end('nobody');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      brokenBy = error.code ?? error.message;
      end('server');
    });
    socket.on('close', () => end('server'));
    socket.once('connect', () => {
      write(conversation, (bytes) => socket.write(bytes));
      if (noise?.ending === 'half_close') socket.end();
      if (noise?.ending === 'hang_up') setImmediate(() => end('us'));
    });
  });
}

function write({ spoken, noise, packets }: Conversation, send: (bytes: Buffer) => void): void {
  const bytes = Buffer.concat([
    ...spoken.map((each) => each.bytes),
    ...(noise ? [noise.bytes] : []),
  ]);
  let at = 0;
  for (const size of packets) {
    if (at >= bytes.length) return;
    send(bytes.subarray(at, at + size));
    at += size;
  }
  if (at < bytes.length) send(bytes.subarray(at));
}

const said = (chunks: readonly Buffer[]): string =>
  JSON.stringify(Buffer.concat(chunks).toString('latin1', 0, 300));
