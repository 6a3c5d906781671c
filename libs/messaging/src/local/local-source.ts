import type { Delivery, Source } from '../consuming/source.ts';
import type { Verdict } from '../stage/verdict.ts';
import type { LocalMessage, LocalQueue, Taker } from './local-queue.ts';

/** What a {@link LocalSource} is made of. */
export interface LocalSourceOptions {
  readonly queue: LocalQueue;
  readonly prefetch: number;
  readonly receive: (delivery: Delivery) => void;
  readonly park: (message: LocalMessage, verdict: Exclude<Verdict, { kind: 'ack' }>) => void;
}

/** A queue in memory as one consumer sees it. */
export class LocalSource implements Source, Taker {
  private readonly unsettled = new Set<Delivery>();
  private lastPosition = 0;

  constructor(private readonly options: LocalSourceOptions) {}

  hasRoom(): boolean {
    return this.unsettled.size < this.options.prefetch;
  }

  take({ id, body, redelivered }: LocalMessage): void {
    this.lastPosition += 1;
    const delivery = { id, body, redelivered, position: this.lastPosition };
    this.unsettled.add(delivery);
    this.options.receive(delivery);
  }

  async start(): Promise<void> {
    this.options.queue.add(this);
  }

  async stop(): Promise<void> {
    this.options.queue.remove(this);
  }

  ack(delivery: Delivery): void {
    this.unsettled.delete(delivery);
    this.options.queue.schedule();
  }

  putBack(deliveries: readonly Delivery[]): void {
    const mine = deliveries.filter((delivery) => this.unsettled.delete(delivery));
    this.options.queue.putBack(mine.map(({ id, body }) => ({ id, body, redelivered: true })));
  }

  async park(delivery: Delivery, verdict: Exclude<Verdict, { kind: 'ack' }>): Promise<void> {
    this.options.park(delivery, verdict);
  }

  async close(): Promise<void> {
    this.putBack([...this.unsettled]);
  }
}
