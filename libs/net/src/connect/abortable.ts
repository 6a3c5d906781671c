import type { Socket } from 'node:net';

/** The promise's outcome, or the signal's reason, whichever comes first. The work itself goes on unseen. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Waits for a socket's event; destroys the socket when it fails, closes or the signal aborts before that. */
export function socketReady(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      socket.off(event, ready).off('error', settle).off('close', closed);
      signal.removeEventListener('abort', abort);
      if (!error) return resolve();
      socket.on('error', () => {}).destroy();
      reject(error);
    };
    const ready = (): void => settle();
    const closed = (): void => settle(new Error('the connection was closed'));
    const abort = (): void => settle(signal.reason as Error);
    socket.on(event, ready).on('error', settle).on('close', closed);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}
