/** A bucket as Shopify keeps one: calls take from it, time puts back. */
export class TestBucket {
  private available: number;
  private at = Date.now();

  constructor(
    readonly maximum: number,
    readonly restoreRate: number,
  ) {
    this.available = maximum;
  }

  get left(): number {
    const now = Date.now();
    const restored = ((now - this.at) / 1_000) * this.restoreRate;
    this.available = Math.min(this.maximum, this.available + restored);
    this.at = now;
    return this.available;
  }

  /** Whether the cost was there to be taken. */
  take(cost: number): boolean {
    if (this.left < cost) return false;
    this.available -= cost;
    return true;
  }
}
