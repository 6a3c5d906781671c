import { mayRetry } from '../delivery.errors.ts';
import type { AttemptResult } from './attempt-result.ts';

/** What follows an attempt. */
export type NextAttempt = { is: 'succeeded' } | { is: 'failed' } | { is: 'retried'; runAt: Date };

const JITTER = 0.2;

/**
 * What follows the end of an attempt. `step`: attempts of the schedule used up, this one included; `schedule`: seconds
 * before each; `random` gives 0 to 1. No delay is shorter than its entry, none a fifth longer.
 */
export function nextAttempt(
  { error, retryAt }: Pick<AttemptResult, 'error' | 'retryAt'>,
  { step, schedule }: { step: number; schedule: readonly number[] },
  { now, random }: { now: Date; random: () => number },
): NextAttempt {
  if (error === null) return { is: 'succeeded' };
  // The runner died: that attempt never was.
  if (error.code === 'interrupted') return { is: 'retried', runAt: now };
  const delayS = schedule[step];
  if (delayS === undefined || !mayRetry(error.code)) return { is: 'failed' };
  const scheduledMs = now.getTime() + Math.ceil(delayS * 1_000 * (1 + JITTER * random()));
  return { is: 'retried', runAt: new Date(Math.max(scheduledMs, retryAt?.getTime() ?? 0)) };
}
