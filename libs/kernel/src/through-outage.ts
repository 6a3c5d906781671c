import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from './backoff.ts';
import { MillwrightError } from './errors.ts';

/** Less than a lease: whoever waits longer has lost its run to somebody else anyway. */
const PATIENCE_MS = 50_000;

/**
 * Does something with the database for a run that is held, again and again while the database is away: what was
 * performed outside is known only here, and would be performed a second time if it were not written down.
 */
export async function throughOutage<T>(work: () => Promise<T>, stopping: AbortSignal): Promise<T> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const mayHelp = error instanceof MillwrightError && error.retry;
      const pauseMs = backoffMs(tries, { firstMs: 100, capMs: 2_000 });
      if (!mayHelp || stopping.aborted || performance.now() + pauseMs > untilMs) throw error;
      await sleep(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}
