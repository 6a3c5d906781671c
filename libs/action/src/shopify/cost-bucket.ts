import { LONGEST_WAIT_MS } from '../retry-after.ts';
import { CallTurns } from './call-turns.ts';

/** What Shopify says of a bucket: points, and points that come back in a second. */
export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/**
 * What is known of a shop's bucket of points, from which every GraphQL call takes its cost. Those who find it too empty
 * are given turns one behind the other, so that they do not come back all at once. Nothing is known before the first
 * answer: until then everybody may ask.
 */
export class CostBucket {
  private status: ThrottleStatus | undefined;
  private toldAtMs = 0;
  /** Points of calls that are not answered yet. */
  private underWay = 0;
  private readonly turns = new CallTurns();

  /** Milliseconds until a call of this cost may be made; 0 for now. */
  waitMs(cost: number, nowMs: number): number {
    const { status } = this;
    if (status === undefined) return 0;
    this.turns.dropPast(nowMs);
    const restored = ((nowMs - this.toldAtMs) / 1_000) * status.restoreRate;
    const held = Math.min(status.maximumAvailable, status.currentlyAvailable + restored);
    const missing =
      Math.min(cost, status.maximumAvailable) - (held - this.underWay - this.turns.promised);
    return missing <= 0 ? 0 : Math.ceil((missing / status.restoreRate) * 1_000);
  }

  /**
   * As {@link waitMs}, an hour at most; the points that come back until then are kept for the caller, who goes at once
   * when it comes back in its turn: judged anew it would find them promised to those behind it.
   */
  turnIn(cost: number, nowMs: number, caller?: string): number {
    let waitMs = caller === undefined ? undefined : this.turns.take(caller, nowMs);
    if (waitMs === undefined) {
      waitMs = this.waitMs(cost, nowMs);
      if (waitMs > 0) this.turns.give(nowMs + waitMs, cost, caller);
    }
    return Math.min(waitMs, LONGEST_WAIT_MS);
  }

  /** A call of this cost is made; to be told once it is answered or lost, with what Shopify says now. */
  begin(cost: number): (status: ThrottleStatus | undefined, nowMs: number) => void {
    this.underWay += cost;
    return (status, nowMs) => {
      this.underWay -= cost;
      if (status === undefined || !(status.restoreRate > 0)) return;
      this.status = believed(status);
      this.toldAtMs = nowMs;
    };
  }
}

/** No bucket is short of more than all its points, or takes longer than an hour to fill. */
const believed = (status: ThrottleStatus): ThrottleStatus => ({
  ...status,
  currentlyAvailable: Math.max(0, status.currentlyAvailable),
  restoreRate: Math.max(status.restoreRate, status.maximumAvailable / (LONGEST_WAIT_MS / 1_000)),
});
