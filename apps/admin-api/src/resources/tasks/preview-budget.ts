import type { Principal } from '@millwright/access';
import { CLOCK } from '@millwright/host';
import type { Clock } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { ProblemError } from '../../http/problem.ts';

/** Previews that a token may ask for in a minute, of each instance. */
export const PREVIEWS_PER_MINUTE = 30;

const MINUTE_MS = 60_000;

/** Counts the previews of each token: they render at once and cost a thread for up to ten seconds. */
@Injectable()
export class PreviewBudget {
  private readonly spent = new Map<string, number[]>();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Counts one more preview. @throws ProblemError rate_limited */
  spend({ tokenId }: Principal): void {
    const now = this.clock.now();
    this.forget(now);
    const key = tokenId ?? 'admin';
    const times = this.spent.get(key) ?? [];
    if (times.length >= PREVIEWS_PER_MINUTE) throw limited(times[0]! + MINUTE_MS - now);
    this.spent.set(key, [...times, now]);
  }

  private forget(now: number): void {
    for (const [key, times] of this.spent) {
      const recent = times.filter((time) => time > now - MINUTE_MS);
      if (recent.length === 0) this.spent.delete(key);
      else this.spent.set(key, recent);
    }
  }
}

function limited(waitMs: number): ProblemError {
  const detail = `a token may ask for ${PREVIEWS_PER_MINUTE} previews a minute; wait`;
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) };
  return new ProblemError('rate_limited', detail, { headers });
}
