import type { Clock } from '@millwright/kernel';

/** A clock that stands still until it is told otherwise. */
export class FakeClock implements Clock {
  private ms: number;

  /** Default: an ordinary Monday noon, UTC. */
  constructor(start: Date | number = Date.UTC(2026, 0, 5, 12)) {
    this.ms = Number(start);
  }

  now(): number {
    return this.ms;
  }

  advance(ms: number): void {
    this.ms += ms;
  }

  set(to: Date | number): void {
    this.ms = Number(to);
  }
}
