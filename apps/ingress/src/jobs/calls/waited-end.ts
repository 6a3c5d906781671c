import type { RunEnded } from '@millwright/job';
import type { Id } from '@millwright/kernel';
import type { JobExchange } from '../api/job-exchange.ts';
import type { Waits } from '../waits/waits.ts';

/** What waiting came to. */
export type Waited =
  | { readonly is: 'ended'; readonly end: RunEnded }
  | { readonly is: 'failed'; readonly error: unknown }
  | { readonly is: 'timeout' | 'gone' | 'stopping' };

/** What is waited for, and how long. */
export interface WaitedRun {
  readonly runId: Id;
  /** Milliseconds since 1970. */
  readonly deadlineMs: number;
  /** Also for the ends of its action runs. */
  readonly forActions: boolean;
  /** Called when it has begun, or nobody waits any more. */
  readonly begun?: () => void;
}

/** One request that waits for the end of a run. Listens from its making on. */
export class WaitedEnd {
  /** Settles once. */
  readonly outcome: Promise<Waited>;
  private settle!: (waited: Waited) => void;
  private readonly timer: NodeJS.Timeout;
  private readonly leave: () => void;
  private readonly forActions: boolean;
  private readonly begun: (() => void) | undefined;

  constructor(
    waits: Waits,
    exchange: JobExchange,
    { runId, deadlineMs, forActions, begun }: WaitedRun,
  ) {
    this.forActions = forActions;
    this.outcome = new Promise((resolve) => (this.settle = resolve));
    this.timer = setTimeout(() => this.end({ is: 'timeout' }), deadlineMs - Date.now());
    this.begun = begun;
    this.leave = waits.add(runId, {
      started: () => this.begun?.(),
      ended: (end) => this.found(end),
      stopping: () => this.end({ is: 'stopping' }),
    });
    exchange.onGone(() => this.end({ is: 'gone' }));
  }

  /** Takes an end that was read. */
  found(end: RunEnded): void {
    if (!this.forActions || end.openActions === 0) this.end({ is: 'ended', end });
  }

  /** Gives up, because nobody was asked. */
  fail(error: unknown): void {
    this.end({ is: 'failed', error });
  }

  private end(waited: Waited): void {
    clearTimeout(this.timer);
    this.begun?.();
    this.leave();
    this.settle(waited);
  }
}
