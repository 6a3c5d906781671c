import type { MessagePort } from 'node:worker_threads';
import { answerOfHost } from './answer-of-host.ts';
import { JobWaits } from './job-waits.ts';
import type { RenderJob } from './render-job.ts';
import {
  isForShop,
  jobState,
  type HostQuestion,
  type JobOutcome,
  type WorkerBatch,
} from './worker-protocol.ts';

/** Jobs that a worker has in hand, and the clock of the one it is at. */
export class RunningBatch {
  readonly ticket: number;
  readonly jobs: readonly RenderJob[];
  private readonly states: Int32Array;
  private readonly abortion = new AbortController();
  private readonly waitsEnd = new AbortController();
  private readonly waits = new JobWaits();
  private currentIndex = -1;
  private since: number;

  constructor(ticket: number, jobs: readonly RenderJob[], nowMs: number) {
    this.ticket = ticket;
    this.jobs = jobs;
    this.states = new Int32Array(new SharedArrayBuffer(jobs.length * 4));
    this.since = nowMs;
  }

  get signal(): AbortSignal {
    return this.abortion.signal;
  }

  get isStarted(): boolean {
    return this.currentIndex >= 0;
  }

  message(): WorkerBatch {
    const { ticket, states } = this;
    return { ticket, states, jobs: this.jobs.map(({ job }) => job) };
  }

  /** Ends the worker that has this batch in hand. */
  abort(): void {
    this.endWaits();
    this.abortion.abort();
  }

  accept(index: number, outcome: JobOutcome | undefined): void {
    const job = this.jobs[index];
    if (outcome && job && !job.isSettled) job.settle(outcome);
  }

  /** Shops are not waited for any longer. */
  endWaits(): void {
    this.waitsEnd.abort();
  }

  /** The job that the worker is at, for how long, and how much of that it rendered, as far as it has been seen. */
  current(nowMs: number): { job: RenderJob | undefined; forMs: number; renderedMs: number } {
    const index = this.states.findIndex((state) => state === jobState.taken);
    if (index !== this.currentIndex && index >= 0) {
      this.currentIndex = index;
      this.since = nowMs;
    }
    const forMs = nowMs - this.since;
    return { job: this.jobs[index], forMs, renderedMs: forMs - this.waits.of(index, nowMs) };
  }

  /** Takes one job back; true when the worker has it in hand already. */
  isTooLateFor(job: RenderJob): boolean {
    const index = this.jobs.indexOf(job);
    const { waiting, taken, withdrawn } = jobState;
    if (index < 0) return false;
    return Atomics.compareExchange(this.states, index, waiting, withdrawn) === taken;
  }

  /** Takes back the jobs that the worker has not begun. */
  withdraw(): RenderJob[] {
    const { waiting, withdrawn } = jobState;
    return this.jobs.filter(
      (_, index) => Atomics.compareExchange(this.states, index, waiting, withdrawn) === waiting,
    );
  }

  /** Outcomes travel by another port than the word that the batch is done, and may come in after it. */
  async delivered(): Promise<void> {
    const done = this.jobs.filter((_, index) => this.states[index] === jobState.done);
    await Promise.all(done.map(({ outcome }) => outcome));
  }

  /** After the worker's end: the job it died of, and those that have to be rendered again. */
  remains(): { culprit: RenderJob | undefined; again: RenderJob[] } {
    const open = (state: number) => (job: RenderJob, index: number) =>
      this.states[index] === state && !job.isSettled;
    return {
      culprit: this.jobs.find(open(jobState.taken)),
      again: [...this.jobs.filter(open(jobState.done)), ...this.withdraw()],
    };
  }

  /** Answers a script's question. While a shop is waited for, the job's clock stands still. */
  async answer(
    index: number,
    question: HostQuestion,
    port: MessagePort,
    answered: Int32Array,
  ): Promise<void> {
    const resume = isForShop(question) ? this.waits.begin(index) : undefined;
    const answer = await answerOfHost(this.jobs[index]?.host, question, this.waitsEnd.signal);
    resume?.();
    port.postMessage(answer);
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
    port.close();
  }
}
