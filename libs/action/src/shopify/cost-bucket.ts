/** What Shopify says of a bucket: points, and points that come back in a second. */
export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/** A call that was put off, and when its turn comes. */
interface Turn {
  atMs: number;
  cost: number;
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
  private readonly turns: Turn[] = [];
  private promised = 0;

  /** Milliseconds until a call of this cost may be made; 0 for now. */
  waitMs(cost: number, nowMs: number): number {
    const { status } = this;
    if (status === undefined) return 0;
    this.dropPast(nowMs);
    const restored = ((nowMs - this.toldAtMs) / 1_000) * status.restoreRate;
    const held = Math.min(status.maximumAvailable, status.currentlyAvailable + restored);
    const missing =
      Math.min(cost, status.maximumAvailable) - (held - this.underWay - this.promised);
    return missing <= 0 ? 0 : Math.ceil((missing / status.restoreRate) * 1_000);
  }

  /** As {@link waitMs}; the points that come back until then are kept for the caller. */
  turnIn(cost: number, nowMs: number): number {
    const waitMs = this.waitMs(cost, nowMs);
    if (waitMs === 0) return 0;
    this.turns.push({ atMs: nowMs + waitMs, cost });
    this.promised += cost;
    return waitMs;
  }

  /** A call of this cost is made; to be told once it is answered or lost, with what Shopify says now. */
  begin(cost: number): (status: ThrottleStatus | undefined, nowMs: number) => void {
    this.underWay += cost;
    return (status, nowMs) => {
      this.underWay -= cost;
      if (status === undefined || !(status.restoreRate > 0)) return;
      this.status = status;
      this.toldAtMs = nowMs;
    };
  }

  private dropPast(nowMs: number): void {
    while (this.turns.length > 0 && this.turns[0]!.atMs <= nowMs) {
      this.promised -= this.turns.shift()!.cost;
    }
  }
}
