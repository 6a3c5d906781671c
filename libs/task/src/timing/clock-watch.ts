/** What the database's clock has done since it was looked at last. */
export type ClockChange = 'steady' | 'leapt ahead' | 'set back';

const NOTICED_MS = 15_000;
const DISBELIEF_MS = 30_000;

/**
 * Notices when the database's clock jumps, as after a suspended machine or a correction, by time that only goes
 * forward. After a leap ahead every lease has ended although its holder lives: for a while, in which each living holder
 * renews its own, ended leases are not to be believed.
 */
export class ClockWatch {
  private last: { clockMs: number; steadyMs: number } | undefined;
  private believesFromMs = -Infinity;

  constructor(private readonly steadyNow: () => number = () => performance.now()) {}

  /** Takes the database's time, which is now. */
  note(clock: Date): ClockChange {
    const now = { clockMs: clock.getTime(), steadyMs: this.steadyNow() };
    const { last } = this;
    this.last = now;
    if (last === undefined) return 'steady';
    const aheadMs = now.clockMs - last.clockMs - (now.steadyMs - last.steadyMs);
    if (aheadMs < -NOTICED_MS) return 'set back';
    if (aheadMs <= NOTICED_MS) return 'steady';
    this.believesFromMs = now.steadyMs + DISBELIEF_MS;
    return 'leapt ahead';
  }

  /** Whether a lease that has ended means that its holder is gone. */
  believesLeases(): boolean {
    return this.steadyNow() >= this.believesFromMs;
  }
}
