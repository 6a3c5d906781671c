import type { LiquidErrorCode } from '../liquid.errors.ts';
import type { RenderHost } from '../render-request.ts';
import type { JobOutcome, WorkerJob } from './worker-protocol.ts';

/** One render that waits or runs, settled exactly once. */
export class RenderJob {
  readonly job: WorkerJob;
  readonly host: RenderHost | undefined;
  readonly outcome: Promise<JobOutcome>;
  isSettled = false;
  private resolve!: (outcome: JobOutcome) => void;

  constructor(job: WorkerJob, host: RenderHost | undefined) {
    this.job = job;
    this.host = host;
    this.outcome = new Promise((resolve) => (this.resolve = resolve));
  }

  /** Rough size of what has to be handed over. */
  get characters(): number {
    return this.job.request.source.length + this.job.request.context.length;
  }

  settle(outcome: JobOutcome): void {
    this.isSettled = true;
    this.resolve(outcome);
  }

  fail(code: LiquidErrorCode, message: string): void {
    this.settle({ ok: false, error: { code, message }, logs: [] });
  }
}
