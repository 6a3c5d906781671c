import type { IncomingMessage } from 'node:http';

/**
 * How reading ended without a body: past its limit, past its time, the client gone before the end, or too much held
 * for others.
 */
export type BodyFailure = 'too_large' | 'too_slow' | 'gone' | 'overloaded';

/** What somebody who reads several bodies knows of all of them. */
export interface Readings {
  /** Counts bytes in, or out (negative); whether there is room for them. */
  hold(bytes: number): boolean;
  /** The reading has ended, one way or the other. */
  ended(reading: BodyReading): void;
}

type Done = (result: Buffer | BodyFailure) => void;

// What may come in before anybody knows how much is allowed.
const EARLY_BYTES = 65_536;

/**
 * One body on its way in. It takes what comes from the very start: a client that hangs up after the whole body has
 * been heard, also when nobody has asked for the body yet.
 */
export class BodyReading {
  private chunks: Buffer[] = [];
  private size = 0;
  private limitBytes = Infinity;
  private done: Done | undefined;
  private outcome: 'whole' | BodyFailure | undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly readings: Readings,
    readonly expiresAt: number,
  ) {
    request.on('data', (chunk: Buffer) => this.take(chunk));
    request.on('end', () => this.end('whole'));
    request.on('close', () => this.end('gone'));
  }

  /** Calls back once, with the whole body or why there is none. */
  finish(limitBytes: number, done: Done): void {
    this.limitBytes = limitBytes;
    this.done = done;
    if (this.outcome !== undefined) this.tell();
    else if (this.size > limitBytes) this.end('too_large');
    else if (this.request.isPaused()) this.request.resume();
  }

  /** Ends it early. */
  fail(failure: BodyFailure): void {
    this.end(failure);
  }

  /** Counts what was made of the body as held with it; whether there is room. */
  holdMore(bytes: number): boolean {
    this.size += bytes;
    return this.readings.hold(bytes);
  }

  /** Nobody needs the bytes any more; what still comes is thrown away. */
  release(): void {
    this.done = undefined;
    this.end('gone');
    this.drop();
  }

  private take(chunk: Buffer): void {
    if (this.outcome !== undefined) return;
    this.size += chunk.length;
    this.chunks.push(chunk);
    if (!this.readings.hold(chunk.length)) this.end('overloaded');
    else if (this.size > this.limitBytes) this.end('too_large');
    else if (this.done === undefined && this.size > EARLY_BYTES) this.request.pause();
  }

  private end(outcome: 'whole' | BodyFailure): void {
    if (this.outcome !== undefined) return;
    this.outcome = outcome;
    this.readings.ended(this);
    if (outcome !== 'whole') this.drop();
    this.tell();
  }

  private tell(): void {
    const { done, outcome } = this;
    if (done === undefined || outcome === undefined) return;
    this.done = undefined;
    done(outcome === 'whole' ? this.whole() : outcome);
  }

  private whole(): Buffer {
    return this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
  }

  private drop(): void {
    this.chunks = [];
    this.readings.hold(-this.size);
    this.size = 0;
  }
}
