const PARTS = 50;

/** How many requests this instance has let through within a window, counted in parts of it. */
export class RecentTakes {
  private readonly partMs: number;
  private parts: { endMs: number; count: number }[] = [];

  constructor(private readonly windowMs: number) {
    this.partMs = Math.max(1, windowMs / PARTS);
  }

  add(nowMs: number): void {
    const last = this.parts.at(-1);
    if (last !== undefined && nowMs < last.endMs) last.count += 1;
    else {
      this.forget(nowMs);
      this.parts.push({ endMs: nowMs + this.partMs, count: 1 });
    }
  }

  /** Of the whole window; a part that reaches into it counts as in it. */
  count(nowMs: number): number {
    this.forget(nowMs);
    return this.parts.reduce((sum, { count }) => sum + count, 0);
  }

  private forget(nowMs: number): void {
    while (this.parts.length > 0 && this.parts[0]!.endMs <= nowMs - this.windowMs)
      this.parts.shift();
  }
}
