/** Messages sent together: done when each is confirmed, failed with the first that is not. */
export class Burst {
  readonly done: Promise<void>;
  /** When the last sign of life came, in the milliseconds of `performance.now()`. */
  heardAt = performance.now();
  private resolve!: () => void;
  private reject!: (error: Error) => void;

  constructor(private open: number) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** One message was confirmed. True when that was the last. */
  confirmOne(): boolean {
    this.heardAt = performance.now();
    this.open -= 1;
    if (this.open > 0) return false;
    this.resolve();
    return true;
  }

  /** One message will not be. */
  fail(error: Error): void {
    this.reject(error);
  }
}
