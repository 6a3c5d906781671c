import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';

/** What somebody waits for, and how to stop waiting. */
export interface Trying {
  /** Named in the log: `<what>.unavailable`. */
  what: string;
  logger: Logger;
  stopping: AbortSignal;
  /** Errors that waiting does not mend are thrown at once. None unless given. */
  isHopeless?: (error: unknown) => boolean;
}

/** Tries until it works, for ever, with a warning and growing pauses of at most 5 s. @throws when stopping. */
export async function keepTrying<T>(
  attempt: () => Promise<T>,
  { what, logger, stopping, isHopeless = () => false }: Trying,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    stopping.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (isHopeless(error)) throw error;
      const retryDelayMs = backoffMs(tries, { firstMs: 250 });
      logger.warn({
        message: `${what}.unavailable`,
        attempt: tries,
        retry_delay_ms: retryDelayMs,
        error,
      });
      await sleep(retryDelayMs, undefined, { signal: stopping });
    }
  }
}
