import { memoryLimitError, timeLimitError, waitLimitError } from './limit-errors.ts';
import type { HeapGauge } from './live-heap.ts';
import { DEFAULT_WAIT_MS, type RenderLimits } from './render-limits.ts';

const STEPS_PER_LOOK_AT_CLOCK = 64;
const LARGE_BYTES = 1024 * 1024;

/** Where what builds values pays in, before it builds them. */
export type Meter = Pick<RunMeter, 'use' | 'tick'>;

/**
 * What one run has used. Every tag and filter pays in *before* it builds something: one thing larger than the limit is
 * refused at once (a single huge allocation would abort the process), and each time a fair part of the limit has been
 * paid the heap is measured, so that what was thrown away again costs nothing.
 */
export class RunMeter {
  readonly limits: RenderLimits;
  /** Bytes paid in so far. */
  paid = 0;
  /** Steps taken so far. */
  steps = 0;
  private readonly heap: HeapGauge;
  private readonly now: () => number;
  private readonly startedAt: number;
  private readonly bytesAtRest: number;
  private sinceMeasured = 0;
  private measureAfter: number;
  private waitedMs = 0;

  constructor(limits: RenderLimits, heap: HeapGauge, bytesAtRest: number, now: () => number) {
    this.limits = limits;
    this.heap = heap;
    this.now = now;
    this.startedAt = now();
    this.bytesAtRest = bytesAtRest;
    this.measureAfter = limits.memoryBytes / 8;
  }

  /** Milliseconds left; never below 0. */
  get timeLeftMs(): number {
    return Math.max(0, this.limits.timeMs - this.renderedMs);
  }

  /** Pays for what is about to be built. @throws LiquidRunError memory_limit, time_limit */
  use(bytes: number): void {
    this.paid += bytes;
    this.sinceMeasured += bytes;
    if (bytes > this.limits.memoryBytes) throw memoryLimitError(this.limits);
    if (this.sinceMeasured >= this.measureAfter) this.measure();
    if (bytes >= LARGE_BYTES) this.checkTime();
    this.tick();
  }

  /** Counts a step of work. @throws LiquidRunError time_limit */
  tick(): void {
    this.steps += 1;
    if (this.steps % STEPS_PER_LOOK_AT_CLOCK === 0) this.checkTime();
  }

  /** Loads what the thread keeps for other runs too, and no run pays for. */
  keep<T>(load: () => T): T {
    return this.heap.keep(load);
  }

  /**
   * Waits for a shop: that is no rendering, but has a limit of its own over all of a run. `wait` gets what is left of
   * it, in milliseconds. @throws LiquidRunError time_limit
   */
  outside<T>(wait: (leftMs: number) => T): T {
    const leftMs = (this.limits.waitMs ?? DEFAULT_WAIT_MS) - this.waitedMs;
    if (leftMs <= 0) throw waitLimitError(this.limits);
    const from = this.now();
    try {
      return wait(leftMs);
    } finally {
      this.waitedMs += this.now() - from;
    }
  }

  private get renderedMs(): number {
    return this.now() - this.startedAt - this.waitedMs;
  }

  private checkTime(): void {
    if (this.renderedMs >= this.limits.timeMs) throw timeLimitError(this.limits);
  }

  private measure(): void {
    const { memoryBytes } = this.limits;
    let held = this.heap.usedBytes() - this.bytesAtRest;
    if (held > memoryBytes / 2) {
      this.heap.collect();
      held = this.heap.usedBytes() - this.bytesAtRest;
    }
    if (held > memoryBytes) throw memoryLimitError(this.limits);
    this.sinceMeasured = 0;
    this.measureAfter = Math.max((memoryBytes - held) / 2, memoryBytes / 8);
  }
}
