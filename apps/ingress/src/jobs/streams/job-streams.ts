import { Database } from '@millwright/database';
import {
  encodedMessage,
  endsOf,
  isLastMessage,
  isStarted,
  JobReads,
  JobStream,
  jobWithoutPayloads,
  PING_AFTER_MS,
  streamHeadersOf,
  UpdateThrottle,
  watchRun,
  type JobUpdate,
  type RunEnded,
  type StreamMessage,
} from '@millwright/job';
import { RawJson, systemClock, type Id } from '@millwright/kernel';
import { Logger } from '@millwright/observability';
import { Injectable } from '@nestjs/common';
import type { StreamSink } from '../api/job-request.ts';
import { Waits } from '../waits/waits.ts';

/** What is followed, and how it is told. */
export interface Followed {
  readonly workspaceId: Id;
  readonly runId: Id;
  /** As it is shown. */
  readonly jobId: Id;
  /** Milliseconds since 1970: then the stream ends, and the job does not. */
  readonly deadlineMs: number;
  /** Bytes of log that the client has already. */
  readonly logOffset: number;
  readonly noLogs: boolean;
  /** The job as the final update shows it; missing: it shows the result only. */
  readonly jobText?: () => Promise<RawJson | undefined>;
  /** Of every answer to this request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called when the client is gone before the end. */
  readonly gone?: () => void;
  /** Called when the time is over, before that is told. */
  readonly timedOut?: () => Promise<void>;
}

/** Streams of what happens to jobs, as server-sent events. The news come as messages; nothing is polled. */
@Injectable()
export class JobStreams {
  private readonly reads = new JobReads();

  constructor(
    private readonly database: Database,
    private readonly waits: Waits,
    private readonly logger: Logger,
  ) {}

  /** Follows a run until its end. `join`: it may have started, or ended, before. */
  follow(sink: StreamSink, followed: Followed, { join }: { join: boolean }): void {
    const follower = new Follower(sink, followed, {
      waits: this.waits,
      logsOf: () => this.logsOf(followed),
      failed: (error) => this.logger.error({ message: 'stream.failed', error }),
    });
    if (join) void this.join(followed, follower);
  }

  private async join({ runId }: Followed, follower: Follower): Promise<void> {
    try {
      await watchRun(this.database, runId, this.waits.address);
      const [end] = await endsOf(this.database, [runId]);
      if (end !== undefined) return follower.ended(end);
      if (await isStarted(this.database, runId)) follower.started();
    } catch (error) {
      follower.fail(error);
    }
  }

  private async logsOf({ workspaceId, runId, noLogs }: Followed): Promise<string | undefined> {
    if (noLogs) return undefined;
    const job = await this.reads.job(this.database, workspaceId, runId, logsOnly);
    return job?.row.logs ?? undefined;
  }
}

const logsOnly = { ...jobWithoutPayloads, logs: true };

interface FollowerTools {
  waits: Waits;
  logsOf(): Promise<string | undefined>;
  failed(error: unknown): void;
}

/** One client that follows one run. */
class Follower {
  private readonly updates: JobStream;
  private readonly throttle = new UpdateThrottle(systemClock);
  private readonly leave: () => void;
  private readonly deadline: NodeJS.Timeout;
  private ping: NodeJS.Timeout | undefined;
  private held: NodeJS.Timeout | undefined;
  private isRunning = false;
  private isEnding = false;
  private isOver = false;

  constructor(
    private readonly sink: StreamSink,
    private readonly followed: Followed,
    private readonly tools: FollowerTools,
  ) {
    const { runId, jobId, logOffset, deadlineMs, headers } = followed;
    this.updates = new JobStream(jobId, logOffset);
    this.leave = tools.waits.add(runId, {
      started: () => this.started(),
      ended: (end) => this.ended(end),
      stopping: () => this.send({ type: 'timeout' }),
    });
    this.deadline = setTimeout(() => void this.timeout(), deadlineMs - Date.now());
    sink.onClose(() => this.close());
    sink.begin(200, { ...headers, ...streamHeadersOf(jobId) });
    this.offer(this.updates.updateOf({ running: false }));
  }

  started(): void {
    if (this.isRunning || this.isEnding) return;
    this.isRunning = true;
    this.offer(this.updates.updateOf({ running: true }));
  }

  ended(end: RunEnded): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.finish(end).catch((error: unknown) => this.fail(error));
  }

  fail(error: unknown): void {
    this.tools.failed(error);
    this.send({
      type: 'error',
      error: 'the job cannot be followed right now: open the stream again',
    });
  }

  private async finish({ outcome, result }: RunEnded): Promise<void> {
    const logs = await this.tools.logsOf();
    const job = await this.followed.jobText?.();
    const shown = job === undefined ? { only_result: new RawJson(result) } : { job };
    const end = { success: outcome === 'succeeded', ...shown };
    this.offer(this.updates.updateOf({ running: false, ...(logs !== undefined && { logs }), end }));
  }

  private async timeout(): Promise<void> {
    await this.followed.timedOut?.().catch((error: unknown) => this.tools.failed(error));
    // Who was cancelled by its time being over is told so.
    if (!this.isEnding) this.send({ type: 'timeout' });
  }

  private offer(update: JobUpdate): void {
    const due = this.throttle.offer(update);
    if (due !== undefined) return this.send({ type: 'update', ...due });
    this.held ??= setTimeout(() => {
      this.held = undefined;
      const later = this.throttle.take();
      if (later !== undefined) this.send({ type: 'update', ...later });
    }, this.throttle.dueInMs);
  }

  private send(message: StreamMessage): void {
    if (this.isOver) return;
    this.sink.write(encodedMessage(message));
    clearTimeout(this.ping);
    if (!isLastMessage(message)) {
      this.ping = setTimeout(() => this.send({ type: 'ping' }), PING_AFTER_MS);
      return;
    }
    // It is we who go, and not the client.
    this.isEnding = true;
    this.close();
    this.sink.end();
  }

  /** Ends once: after the last message, or when the client is gone. */
  private close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.leave();
    clearTimeout(this.deadline);
    clearTimeout(this.ping);
    clearTimeout(this.held);
    if (!this.isEnding) this.followed.gone?.();
  }
}
