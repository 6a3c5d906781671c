import { Fifo } from './fifo.ts';

/** A message in a {@link LocalQueue}. */
export interface LocalMessage {
  readonly id: string;
  readonly body: Buffer;
  readonly redelivered: boolean;
}

/** Whoever takes messages from a {@link LocalQueue}. */
export interface Taker {
  hasRoom(): boolean;
  take(message: LocalMessage): void;
}

/** How much may wait in one queue. */
export interface QueueCapacity {
  readonly messages: number;
  readonly bytes: number;
}

/** A queue in memory. Keeps what nobody takes yet; several takers get messages in turn, or only the first of them. */
export class LocalQueue {
  private readonly waiting = new Fifo<LocalMessage>();
  private takers: Taker[] = [];
  private isScheduled = false;
  private waitingBytes = 0;

  /** `isOrdered`: only the taker that has been there longest is served. */
  constructor(
    private readonly isOrdered: boolean,
    private readonly capacity: QueueCapacity,
  ) {}

  /** False, and nothing is kept, when the queue is full. */
  push(message: LocalMessage): boolean {
    const { messages, bytes } = this.capacity;
    if (this.waiting.size >= messages || this.waitingBytes >= bytes) return false;
    this.waiting.push(message);
    this.waitingBytes += message.body.length;
    this.schedule();
    return true;
  }

  /** Puts messages in front, in their order, also into a full queue: they were accepted before. */
  putBack(messages: readonly LocalMessage[]): void {
    this.waiting.pushFront(messages);
    for (const { body } of messages) this.waitingBytes += body.length;
    this.schedule();
  }

  add(taker: Taker): void {
    if (!this.takers.includes(taker)) this.takers.push(taker);
    this.schedule();
  }

  remove(taker: Taker): void {
    this.takers = this.takers.filter((other) => other !== taker);
    this.schedule();
  }

  /** Hands out what it can, soon: never inside the call of whoever published. */
  schedule(): void {
    if (this.isScheduled || this.waiting.size === 0 || this.takers.length === 0) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.handOut();
    });
  }

  private handOut(): void {
    while (this.waiting.size > 0) {
      const taker = this.nextTaker();
      if (taker === undefined) return;
      const message = this.waiting.shift()!;
      this.waitingBytes -= message.body.length;
      taker.take(message);
    }
  }

  private nextTaker(): Taker | undefined {
    if (this.isOrdered) return this.takers[0]?.hasRoom() ? this.takers[0] : undefined;
    const at = this.takers.findIndex((taker) => taker.hasRoom());
    if (at < 0) return undefined;
    const [taker] = this.takers.splice(at, 1);
    this.takers.push(taker!);
    return taker;
  }
}
