import { setTimeout as pause } from 'node:timers/promises';
import { MillwrightError } from '@millwright/kernel';

/** Does work, again after each pause while its failure may pass; the last failure counts. */
export async function tried<T>(
  { pausesMs, signal }: { pausesMs: readonly number[]; signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch (error) {
      const mayPass = error instanceof MillwrightError && error.retry && !signal.aborted;
      if (!mayPass) throw error;
    }
    await pause(pauseMs, undefined, { signal });
  }
  return work();
}
