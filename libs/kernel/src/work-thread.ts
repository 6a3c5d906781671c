import { Worker } from 'node:worker_threads';

/** What a thread may take for one job. */
export interface ThreadLimits {
  timeMs: number;
  heapMb: number;
  /** An idle thread ends after so long. Default 10 s. */
  idleMs?: number;
}

/** What came of a job; `why` goes behind "it could not be done: ". */
export type ThreadOutcome<Result> = { is: 'done'; result: Result } | { is: 'ended'; why: string };

const IDLE_MS = 10_000;
const YOUNG_HEAP_MB = 16;

/**
 * Does jobs that strangers can make long, one after the other, in a thread of its own: none stalls the process or takes
 * its memory. A job past its limits loses the thread, the next one gets a new one. The thread keeps no process alive.
 *
 * The file is one that was built, and answers each message with one message.
 */
export class WorkThread<Job, Result> {
  private readonly file: URL;
  private readonly limits: ThreadLimits;
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(file: URL, limits: ThreadLimits) {
    this.file = file;
    this.limits = limits;
  }

  /** Does a job once those before it are done. Rejects only with the signal's reason. */
  async run(job: Job, signal?: AbortSignal): Promise<ThreadOutcome<Result>> {
    const outcome = this.last.then(() => this.runNow(job, signal));
    this.last = outcome.catch(() => undefined);
    return outcome;
  }

  /** Ends the thread, also amid a job. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async runNow(job: Job, signal?: AbortSignal): Promise<ThreadOutcome<Result>> {
    signal?.throwIfAborted();
    clearTimeout(this.idle);
    this.worker ??= this.begin();
    const outcome = await this.answerTo(job, this.worker, signal);
    if (signal?.aborted === true || outcome.is === 'ended') await this.close();
    else this.rest();
    signal?.throwIfAborted();
    return outcome;
  }

  private answerTo(job: Job, worker: Worker, signal?: AbortSignal): Promise<ThreadOutcome<Result>> {
    const { timeMs, heapMb } = this.limits;
    return new Promise((resolve) => {
      const settle = (outcome: ThreadOutcome<Result>): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        worker.off('message', answer).off('error', fail).off('exit', exit);
        resolve(outcome);
      };
      const ended = (why: string): void => settle({ is: 'ended', why });
      const answer = (result: Result): void => settle({ is: 'done', result });
      const fail = (error: Error & { code?: string }): void => {
        const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        ended(isFull ? `it took more than ${heapMb} MB` : error.message);
      };
      const exit = (): void => ended('its thread ended');
      const abort = (): void => ended('it was stopped');
      const timer = setTimeout(() => ended(`it took longer than ${timeMs / 1_000} s`), timeMs);
      worker.on('message', answer).on('error', fail).on('exit', exit);
      signal?.addEventListener('abort', abort, { once: true });
      worker.postMessage(job);
    });
  }

  private begin(): Worker {
    const resourceLimits = {
      maxOldGenerationSizeMb: this.limits.heapMb,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
    };
    const worker = new Worker(this.file, { resourceLimits });
    // What still comes of a thread that is being ended is nobody's.
    worker.on('error', () => {}).unref();
    return worker;
  }

  private rest(): void {
    this.idle = setTimeout(() => void this.close(), this.limits.idleMs ?? IDLE_MS);
    this.idle.unref();
  }
}
