/** A number of places: who wants one waits until it is free, first come first served. */
export class Slots {
  private free: number;
  private readonly total: number;
  private readonly waiting: (() => void)[] = [];
  private readonly idlers: (() => void)[] = [];

  constructor(total: number) {
    this.total = total;
    this.free = total;
  }

  /** Resolves with a place, to be given back by {@link give}. */
  take(): Promise<void> {
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  give(): void {
    const next = this.waiting.shift();
    if (next !== undefined) return next();
    this.free += 1;
    if (this.free === this.total) this.idlers.splice(0).forEach((resolve) => resolve());
  }

  /** Resolves when every place is free. */
  idle(): Promise<void> {
    if (this.free === this.total) return Promise.resolve();
    return new Promise((resolve) => this.idlers.push(resolve));
  }
}
