/** What an {@link AckWindow} sends through: a channel with one consumer, whose tags count up from 1. */
export interface AckSink {
  ack(tag: number, upTo: boolean): void;
  nack(tag: number): void;
}

/**
 * Gathers the acks of one turn of the event loop. Those without an unfinished message before them go out as one ack
 * "up to here", which is what makes consuming twice as fast; the others go out one by one, so that no slow message
 * keeps the window full.
 */
export class AckWindow {
  private lowestOpen = 1;
  private readonly settled = new Set<number>();
  private pending: number[] = [];
  private isHeld = false;
  private open = 0;

  constructor(private readonly sink: AckSink) {}

  /** How many messages the broker waits for: taken, and neither acked nor given back yet. */
  get unacked(): number {
    return this.open;
  }

  /** A message has come. */
  take(): void {
    this.open += 1;
  }

  ack(tag: number): void {
    if (this.pending.push(tag) === 1) setImmediate(() => this.flush());
  }

  /** Keeps acks back until {@link release}, so that the broker sends nothing in their place. */
  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    this.flush();
  }

  /** Gives a message back at once. */
  nack(tag: number): void {
    this.settled.add(tag);
    this.open -= 1;
    this.sink.nack(tag);
  }

  /** Sends what is gathered. */
  flush(): void {
    if (this.isHeld || this.pending.length === 0) return;
    const tags = this.pending;
    this.pending = [];
    this.open -= tags.length;
    for (const tag of tags) this.settled.add(tag);
    while (this.settled.delete(this.lowestOpen)) this.lowestOpen += 1;
    let upTo = 0;
    for (const tag of tags) {
      if (tag >= this.lowestOpen) this.sink.ack(tag, false);
      else if (tag > upTo) upTo = tag;
    }
    if (upTo > 0) this.sink.ack(upTo, true);
  }
}
