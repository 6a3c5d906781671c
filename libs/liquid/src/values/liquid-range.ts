import type { RunMeter } from '../limits/run-meter.ts';
import { isNumber } from './numbers.ts';

/** `(low..high)`: its integers are made one at a time, so that a long range costs nothing until it is listed. */
export class LiquidRange {
  readonly low: number;
  readonly length: number;
  private readonly high: number;

  constructor(low: number, high: number) {
    this.low = low;
    this.high = high;
    this.length = Math.max(0, high - low + 1);
  }

  at(index: number): number {
    return this.low + index;
  }

  /** Whether a value is one of the integers. */
  includes(value: unknown): boolean {
    const index = isNumber(value) ? Number(value) - this.low : Number.NaN;
    return Number.isInteger(index) && index >= 0 && index < this.length;
  }

  toArray(meter: RunMeter): number[] {
    meter.use(this.length * 8);
    return Array.from({ length: this.length }, (_, index) => this.low + index);
  }

  toString(): string {
    return `${this.low}..${this.high}`;
  }
}
