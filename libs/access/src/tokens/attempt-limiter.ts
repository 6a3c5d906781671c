/** How fast wrong tokens may be tried from one address. */
export interface AttemptLimits {
  /** Failures that cost nothing yet. */
  burst: number;
  perSecond: number;
  /** Addresses remembered; the one that failed longest ago makes room. */
  maxAddresses: number;
}

const defaults: AttemptLimits = { burst: 20, perSecond: 1, maxAddresses: 10_000 };

/** A bucket of failed attempts for each address: it fills by one a failure and leaks steadily. */
export class AttemptLimiter {
  private readonly levels = new Map<string, { level: number; atMs: number }>();
  private readonly limits: AttemptLimits;

  constructor(limits: AttemptLimits = defaults) {
    this.limits = limits;
  }

  /** Seconds to wait before the next attempt from an address; 0: go on. */
  waitSeconds(address: string, nowMs: number): number {
    const over = this.levelOf(address, nowMs) + 1 - this.limits.burst;
    return over <= 0 ? 0 : Math.ceil(over / this.limits.perSecond);
  }

  /** Counts a failure. */
  failed(address: string, nowMs: number): void {
    const level = Math.min(this.levelOf(address, nowMs) + 1, this.limits.burst);
    this.levels.delete(address);
    this.levels.set(address, { level, atMs: nowMs });
    if (this.levels.size > this.limits.maxAddresses) {
      this.levels.delete(this.levels.keys().next().value!);
    }
  }

  private levelOf(address: string, nowMs: number): number {
    const known = this.levels.get(address);
    if (known === undefined) return 0;
    return Math.max(0, known.level - ((nowMs - known.atMs) / 1_000) * this.limits.perSecond);
  }
}
