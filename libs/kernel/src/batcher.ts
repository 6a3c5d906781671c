/** How much a {@link Batcher} takes at once, and how many batches may be under way. */
export interface BatcherOptions {
  maxItems: number;
  /** Default 1: batches one after another, in the order the items came. */
  concurrency?: number;
}

/**
 * Gathers items that arrive while earlier ones are being worked on, and works on them together. The first item never
 * waits for company: a batch starts as soon as a place is free, on the next turn of the event loop.
 */
export class Batcher<Item, Result> {
  private waiting: Entry<Item, Result>[] = [];
  private running = 0;
  private scheduled = false;
  private readonly options: BatcherOptions;
  private readonly work: (items: Item[]) => Promise<Result[]>;

  /** `work` answers with one result per item, in order; when it throws, every item of the batch fails with that. */
  constructor(options: BatcherOptions, work: (items: Item[]) => Promise<Result[]>) {
    this.options = options;
    this.work = work;
  }

  /** Adds an item; resolves with its result once its batch is done. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.running >= (this.options.concurrency ?? 1)) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.runNext();
    });
  }

  private async runNext(): Promise<void> {
    const batch = this.waiting.splice(0, this.options.maxItems);
    if (batch.length === 0) return;
    this.running += 1;
    if (this.waiting.length > 0) this.schedule();
    try {
      const results = await this.work(batch.map(({ item }) => item));
      batch.forEach((entry, index) => entry.resolve(results[index]!));
    } catch (error) {
      batch.forEach((entry) => entry.reject(error));
    } finally {
      this.running -= 1;
      if (this.waiting.length > 0) this.schedule();
    }
  }
}

interface Entry<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}
