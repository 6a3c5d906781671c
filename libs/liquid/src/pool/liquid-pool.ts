import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { messageOf } from '@millwright/kernel';
import { memoryLimitError, timeLimitError } from '../limits/limit-errors.ts';
import { defaultRenderLimits, type RenderLimits } from '../limits/render-limits.ts';
import type {
  RenderHost,
  RenderOutcome,
  RenderRequest,
  TextOutcome,
  TextRequest,
} from '../render-request.ts';
import { RenderJob } from './render-job.ts';
import { RunningBatch } from './running-batch.ts';
import type { JobOutcome, WorkerJob, WorkerMessage } from './worker-protocol.ts';

// The same file seen from src/ and from dist/: threads load built files only.
const WORKER_FILE = fileURLToPath(new URL('../../dist/worker.js', import.meta.url));
const MEBIBYTE = 1024 * 1024;
const WATCH_EVERY_MS = 50;
const START_TIMEOUT_MS = 60_000;
const MAX_BATCH = 10;
const MAX_BATCH_CHARACTERS = MEBIBYTE;

/** How a {@link LiquidPool} works; all have defaults. */
export interface LiquidPoolOptions {
  /** Renders at a time, each in a thread of its own; threads start when they are needed. */
  threads?: number;
  /** The largest `memoryBytes` that a render may have; higher ones are lowered to it. */
  maxMemoryBytes?: number;
  /**
   * The heap of a thread, the second fence. By default what a render may hold, as much again in garbage, and 64 MB for
   * the engine itself.
   */
  threadHeapBytes?: number;
  /** An idle thread ends after so long. */
  idleMs?: number;
  /** How long beyond its time limit a render may fail to stop by itself before its thread is ended. */
  graceMs?: number;
}

/**
 * Renders scripts in worker threads, so that none can stall or kill the process. A render's clock starts when a thread
 * takes it up. One that does not stop by itself loses its thread; one that kills its thread fails alone.
 *
 * Threads run `dist/worker.js`: `tsc -b` must have run, also before tests.
 */
export class LiquidPool {
  private readonly piscina: Piscina;
  private readonly threads: number;
  private readonly maxMemoryBytes: number;
  private readonly graceMs: number;
  private readonly waiting: RenderJob[] = [];
  private readonly running = new Map<number, RunningBatch>();
  private readonly ended = new Set<Promise<void>>();
  private watch: NodeJS.Timeout | undefined;
  private lastTicket = 0;
  private isClosed = false;
  private isWaitingOver = false;

  constructor(options: LiquidPoolOptions = {}) {
    this.threads = options.threads ?? 2;
    this.maxMemoryBytes = options.maxMemoryBytes ?? defaultRenderLimits.memoryBytes;
    this.graceMs = options.graceMs ?? 1_000;
    const heapBytes = options.threadHeapBytes ?? this.maxMemoryBytes * 2 + 64 * MEBIBYTE;
    this.piscina = new Piscina({
      filename: WORKER_FILE,
      name: 'renderBatch',
      minThreads: 0,
      maxThreads: this.threads,
      idleTimeout: options.idleMs ?? 30_000,
      recordTiming: false,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.ceil(heapBytes / MEBIBYTE),
        maxYoungGenerationSizeMb: 16,
      },
    });
    this.piscina.on('message', (message: WorkerMessage) => this.heard(message));
    this.piscina.on('error', (error: unknown) => this.failUnstarted(error));
  }

  /** Renders waiting for a thread and renders in threads, for metrics. */
  get load(): { waiting: number; running: number } {
    let running = 0;
    for (const batch of this.running.values())
      running += batch.jobs.filter((job) => !job.isSettled).length;
    return { waiting: this.waiting.length, running };
  }

  /** Renders a task script to its objects. Never rejects. An abort ends it at once, as `internal`. */
  async render(
    request: RenderRequest,
    host?: RenderHost,
    signal?: AbortSignal,
  ): Promise<RenderOutcome> {
    return (await this.enqueue('objects', request, host, signal)) as RenderOutcome;
  }

  /** Renders text. Never rejects. */
  async renderText(request: TextRequest, host?: RenderHost): Promise<TextOutcome> {
    const named = { templateKey: request.source, ...request };
    const outcome = (await this.enqueue('text', named, host)) as TextOutcome;
    return outcome.ok ? outcome : { ok: false, error: outcome.error };
  }

  /** Shops are not waited for any longer: renders that do so end as `internal`, to be made again elsewhere. */
  endWaits(): void {
    this.isWaitingOver = true;
    for (const batch of this.running.values()) batch.endWaits();
  }

  /** Finishes what runs (bounded by the time limits), hands back what waits as `internal`, ends the threads. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.endWaits();
    for (const job of this.waiting.splice(0)) job.fail('internal', 'rendering is shutting down');
    while (this.ended.size > 0) await Promise.all(this.ended);
    await this.piscina.destroy();
  }

  private enqueue(
    kind: WorkerJob['kind'],
    request: RenderRequest,
    host: RenderHost | undefined,
    signal?: AbortSignal,
  ): Promise<JobOutcome> {
    const limits = { ...request.limits, memoryBytes: this.memoryFor(request.limits) };
    const asked = { hasHost: !!host, hasShop: !!host?.shop };
    const job = new RenderJob({ kind, request: { ...request, limits }, ...asked }, host);
    if (this.isClosed) job.fail('internal', 'rendering is shutting down');
    else this.waiting.push(job);
    this.handOver();
    if (signal?.aborted) this.stop(job);
    signal?.addEventListener('abort', () => this.stop(job), { once: true });
    return job.outcome;
  }

  /** A job that a thread is at takes the thread with it; the others of its batch are rendered elsewhere. */
  private stop(job: RenderJob): void {
    if (job.isSettled) return;
    job.fail('internal', 'the render was stopped');
    for (const batch of this.running.values()) if (batch.isTooLateFor(job)) batch.abort();
  }

  private memoryFor({ memoryBytes }: RenderLimits): number {
    return Math.min(memoryBytes, this.maxMemoryBytes);
  }

  private handOver(): void {
    while (this.running.size < this.threads) {
      const jobs = this.nextJobs();
      if (jobs.length === 0) break;
      const ended = this.run(jobs).finally(() => this.ended.delete(ended));
      this.ended.add(ended);
    }
  }

  /** One job, or some when more wait than there are threads: a batch costs little more to hand over than one. */
  private nextJobs(): RenderJob[] {
    const share = Math.ceil(this.waiting.length / this.threads);
    const most = this.waiting.length > this.threads ? Math.min(MAX_BATCH, share) : 1;
    const jobs: RenderJob[] = [];
    let characters = 0;
    while (jobs.length < most && characters < MAX_BATCH_CHARACTERS) {
      const job = this.waiting.shift();
      if (!job) break;
      if (job.isSettled) continue;
      characters += job.characters;
      jobs.push(job);
    }
    return jobs;
  }

  private async run(jobs: RenderJob[]): Promise<void> {
    const batch = new RunningBatch((this.lastTicket += 1), jobs, performance.now());
    this.running.set(batch.ticket, batch);
    if (this.isWaitingOver) batch.endWaits();
    this.watch ??= setInterval(() => this.look(), WATCH_EVERY_MS);
    try {
      const { signal } = batch;
      const last = (await this.piscina.run(batch.message(), { signal })) as JobOutcome | undefined;
      batch.accept(jobs.length - 1, last);
      await batch.delivered();
    } catch (error) {
      this.bury(batch, error);
    }
    this.running.delete(batch.ticket);
    if (this.running.size === 0) {
      clearInterval(this.watch);
      this.watch = undefined;
    }
    this.handOver();
  }

  /** The worker ended amid a batch: one job was the cause, the others are rendered elsewhere. */
  private bury(batch: RunningBatch, error: unknown): void {
    const { culprit, again } = batch.remains();
    this.waiting.unshift(...again);
    if (!culprit) {
      if (again.length > 0 && !batch.isStarted) this.failAll(again, error);
      return;
    }
    const { limits } = culprit.job.request;
    if (batch.signal.aborted) culprit.settle(failure(timeLimitError(limits)));
    else if (isOutOfMemory(error)) culprit.settle(failure(memoryLimitError(limits)));
    else culprit.fail('internal', `the render thread ended: ${messageOf(error)}`);
  }

  private failAll(jobs: readonly RenderJob[], error: unknown): void {
    const message = `no render thread could be started: ${messageOf(error)}`;
    for (const job of jobs) job.fail('internal', message);
  }

  private heard(message: WorkerMessage): void {
    const batch = this.running.get(message.ticket);
    if (!batch) return;
    if ('outcome' in message) return batch.accept(message.index, message.outcome);
    void batch.answer(message.index, message.question, message.port, message.answered);
  }

  /** Ends what does not end by itself, and takes back what waits behind a long render. */
  private look(): void {
    const nowMs = performance.now();
    for (const batch of this.running.values()) {
      const { job, forMs, renderedMs } = batch.current(nowMs);
      if (!job) {
        if (!batch.isStarted && forMs > START_TIMEOUT_MS) batch.abort();
        continue;
      }
      if (renderedMs > job.job.request.limits.timeMs + this.graceMs) batch.abort();
      else if (forMs >= WATCH_EVERY_MS) this.takeBack(batch.withdraw());
    }
  }

  private takeBack(jobs: RenderJob[]): void {
    this.waiting.unshift(...jobs);
    this.handOver();
  }

  private failUnstarted(error: unknown): void {
    for (const batch of this.running.values()) {
      if (batch.current(performance.now()).job || batch.isStarted) continue;
      this.failAll(batch.withdraw(), error);
      batch.abort();
    }
  }
}

const failure = (error: { toRunError(): { code: string; message: string } }): JobOutcome => ({
  ok: false,
  error: error.toRunError(),
  logs: [],
});

const isOutOfMemory = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
