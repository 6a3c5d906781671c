import type { Writable } from 'node:stream';

/**
 * From now on, what is written to a stream within one tick goes out together. amqplib writes each message by itself,
 * and one system call for each is most of what publishing costs, on the broker's side too (bench "intake").
 */
export function writeTogether(stream: Writable): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  let isHeld = false;
  const release = (): void => {
    isHeld = false;
    stream.uncork();
  };
  stream.write = (...args: unknown[]): boolean => {
    if (!isHeld) {
      isHeld = true;
      stream.cork();
      process.nextTick(release);
    }
    return write(...args);
  };
}
