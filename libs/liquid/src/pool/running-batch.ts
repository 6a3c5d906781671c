import type { MessagePort } from 'node:worker_threads';
import { messageOf } from '@millwright/kernel';
import type { RenderJob } from './render-job.ts';
import {
  jobState,
  type CacheAnswer,
  type CacheQuestion,
  type JobOutcome,
  type WorkerBatch,
} from './worker-protocol.ts';

/** Jobs that a worker has in hand, and the clock of the one it is at. */
export class RunningBatch {
  readonly ticket: number;
  readonly jobs: readonly RenderJob[];
  private readonly states: Int32Array;
  private readonly abortion = new AbortController();
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
    this.abortion.abort();
  }

  accept(index: number, outcome: JobOutcome | undefined): void {
    const job = this.jobs[index];
    if (outcome && job && !job.isSettled) job.settle(outcome);
  }

  /** The job that the worker is at, and for how long, as far as it has been seen. */
  current(nowMs: number): { job: RenderJob | undefined; forMs: number } {
    const index = this.states.findIndex((state) => state === jobState.taken);
    if (index !== this.currentIndex && index >= 0) {
      this.currentIndex = index;
      this.since = nowMs;
    }
    return { job: this.jobs[index], forMs: nowMs - this.since };
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

  /** Answers a script's question to the cache. */
  async answer(
    index: number,
    question: CacheQuestion,
    port: MessagePort,
    answered: Int32Array,
  ): Promise<void> {
    const answer = await this.answerTo(index, question);
    port.postMessage(answer);
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
    port.close();
  }

  private async answerTo(index: number, question: CacheQuestion): Promise<CacheAnswer> {
    const host = this.jobs[index]?.host;
    try {
      if (!host) return { value: undefined };
      if ('all' in question) return { entries: await host.cacheEntries() };
      if ('secret' in question) return { value: await host.secretValue?.(question.secret) };
      return { value: await host.cacheValue(question.key) };
    } catch (error) {
      return { fault: messageOf(error) };
    }
  }
}
