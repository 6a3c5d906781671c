import type { Clock } from '@millwright/kernel';
import type { JobUpdate } from './job-update.ts';

const INTERVAL_MS = 100;

/**
 * Lets at most one update per 100 ms through and joins those in between into the next. The final one is never held
 * back, and tells what was. It owns no timer: who offers an update asks {@link dueInMs} and comes back to {@link take}.
 */
export class UpdateThrottle {
  private held: JobUpdate | undefined;
  private sentAtMs = -Infinity;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** The update to send now; undefined: it is held back. */
  offer(update: JobUpdate): JobUpdate | undefined {
    this.held = this.held === undefined ? update : joined(this.held, update);
    return this.take();
  }

  /** The update that was held back, once its time has come. */
  take(): JobUpdate | undefined {
    const { held } = this;
    if (held === undefined || this.dueInMs! > 0) return undefined;
    this.held = undefined;
    this.sentAtMs = this.clock.now();
    return held;
  }

  /** Until what is held back may be sent; undefined when nothing is. */
  get dueInMs(): number | undefined {
    if (this.held === undefined) return undefined;
    if (this.held.completed) return 0;
    const now = this.clock.now();
    // A clock that was set back must not hold an update until it has caught up.
    if (now < this.sentAtMs) this.sentAtMs = now;
    return Math.max(INTERVAL_MS - (now - this.sentAtMs), 0);
  }
}

/** The later of two updates, with the log of both. */
function joined(earlier: JobUpdate, later: JobUpdate): JobUpdate {
  const logs =
    earlier.new_logs === undefined
      ? {}
      : {
          new_logs: earlier.new_logs + (later.new_logs ?? ''),
          log_offset: later.log_offset ?? earlier.log_offset,
        };
  return { ...earlier, ...later, ...logs };
}
