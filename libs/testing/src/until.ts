import { setTimeout as delay } from 'node:timers/promises';

type Answer<T> = T | false | undefined | null;

/** How long to wait, and what for (named in the failure). */
export interface UntilOptions {
  timeoutMs?: number;
  what?: string;
}

const POLL_MS = 10;

/**
 * Waits until a condition answers something truthy, and answers that. A condition that throws counts as not yet; its
 * last error is the cause when the time (default 10 s) is over.
 */
export async function until<T>(
  condition: () => Promise<Answer<T>> | Answer<T>,
  { timeoutMs = 10_000, what = 'the condition' }: UntilOptions = {},
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await condition();
      if (answer) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= giveUpAt) {
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`, { cause });
    }
    await delay(POLL_MS);
  }
}
