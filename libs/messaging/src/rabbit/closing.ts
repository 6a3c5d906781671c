import type { EventEmitter } from 'node:events';

/** Waits for a channel or connection to close; a broker that never answers is waited for no longer than this. */
export async function closed(
  subject: EventEmitter & { close(): Promise<void> },
  timeoutMs = 2_000,
): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const end = () => {
      clearTimeout(timer);
      resolve(true);
    };
    subject.once('close', end);
    subject.close().then(end, end);
  });
}
