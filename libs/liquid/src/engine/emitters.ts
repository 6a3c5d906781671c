import { memoryLimitError, outputLimitError } from '../limits/limit-errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { printedText } from '../values/text-of.ts';

/** Takes what a template prints. */
export interface Emitter {
  /** @throws LiquidRunError memory_limit, output_limit, or for a value that cannot be printed */
  write(value: unknown): void;
}

// Joining now and then keeps a million one-character writes from becoming a million objects.
const PIECES_PER_CHUNK = 1024;

/** Collects what a captured block prints, against the run's memory. */
export class CaptureEmitter implements Emitter {
  protected readonly meter: RunMeter;
  private readonly chunks: string[] = [];
  private pieces: string[] = [];
  private length = 0;

  constructor(meter: RunMeter) {
    this.meter = meter;
  }

  get buffer(): string {
    this.joinPieces();
    return this.chunks.join('');
  }

  write(value: unknown): void {
    const text = printedText(value, this.meter);
    if (text === '') return;
    this.accept(text);
    this.length += text.length;
    if (this.length * 2 > this.meter.limits.memoryBytes) throw memoryLimitError(this.meter.limits);
    this.meter.use(text.length + 8);
    this.pieces.push(text);
    if (this.pieces.length >= PIECES_PER_CHUNK) this.joinPieces();
  }

  protected accept(_text: string): void {}

  private joinPieces(): void {
    this.chunks.push(this.pieces.join(''));
    this.pieces = [];
  }
}

/** Collects what the script prints, within its output limit. */
export class OutputEmitter extends CaptureEmitter {
  private bytes = 0;

  protected override accept(text: string): void {
    const { limits } = this.meter;
    this.bytes += text.length > limits.outputBytes ? text.length : Buffer.byteLength(text);
    if (this.bytes > limits.outputBytes) throw outputLimitError(limits);
  }
}
