import type { Duplex } from 'node:stream';
import { rawAnswer, type EdgeAnswer } from './edge-problem.ts';

/** How long a client that is still sending may take to hear an answer. */
export const LINGER_MS = 2_000;

/** Writes an answer on a bare connection and ends it; only ends it when the last answer is written already. */
export function sayAndLeave(socket: Duplex, answer: EdgeAnswer): void {
  if (socket.writable) socket.write(rawAnswer(answer));
  leave(socket);
}

/**
 * Ends a connection once everything is written. What still comes is thrown away for a moment: closing with bytes
 * unread resets the connection, and the reset overtakes the answer.
 */
export function leave(socket: Duplex): void {
  if (socket.writable) socket.end();
  if (socket.readableEnded) return void socket.destroy();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', () => socket.destroy());
  socket.resume();
}
