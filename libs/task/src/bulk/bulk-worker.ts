import { tryLease, type Database, type Transaction } from '@millwright/database';
import { MillwrightError } from '@millwright/kernel';
import type { MessageBus } from '@millwright/messaging';
import type { Logger } from '@millwright/observability';
import { announce } from '../commands/change-runs.ts';
import { errorText, internalFault } from '../running/run-outcome.ts';
import type { PublishDue } from '../runs/publish-due.ts';
import { PeriodicJob } from '../timing/periodic-job.ts';
import type { KeptDeliveries } from '../retention/kept-deliveries.ts';
import { treatBatch } from './bulk-batch.ts';
import { MAX_BULK_RUNS } from './bulk-commands.ts';
import { filterFrom, kindsMeantBy } from './bulk-filter.ts';
import {
  failBulkJob,
  isAnyRunning,
  lockBulkJob,
  removeOldBulkJobs,
  updateBulkJob,
  type StoredBulkJob,
} from './bulk-job.store.ts';
import { lookForRuns } from './bulk-selection.ts';

const EVERY_MS = 1_000;
const LEASE = 'bulk';
const LEASE_SECONDS = 60;
const BATCH = 500;
/** The embedded database has one session: everybody waits for a batch. */
const EMBEDDED_BATCH = 50;
const KEPT_DAYS = 30;

/** What the worker is made of. */
export interface BulkWorkerTools {
  database: Database;
  instanceId: string;
  publish: PublishDue;
  logger: Logger;
  /** Missing: there are no outgoing webhooks. */
  deliveries?: KeptDeliveries;
  /** Runs looked at in one transaction. */
  batchSize?: number;
}

/**
 * Works on bulk jobs, batch by batch, the jobs in turn. A batch and how far the job has come with it commit together:
 * after a crash another worker goes on where this one was, and treats no run twice.
 */
export class BulkWorker {
  private readonly job: PeriodicJob;
  private readonly bus: Pick<MessageBus, 'publishAll'>;
  private stopping = false;

  constructor(private readonly tools: BulkWorkerTools) {
    this.job = new PeriodicJob('bulk', EVERY_MS, () => this.tick(), tools.logger);
    this.bus = { publishAll: (messages) => tools.publish(messages) };
  }

  start(): void {
    this.stopping = false;
    this.job.start();
  }

  /** Resolves when the batch under way has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.job.stop();
  }

  /** Goes on until no job is left, or another worker is at it. Answers how many batches it did. */
  async tick(): Promise<number> {
    const { database, instanceId } = this.tools;
    let batches = 0;
    // Nothing is written while there is nothing to do.
    if (!(await isAnyRunning(database))) return 0;
    while (!this.stopping && (await tryLease(database, LEASE, instanceId, LEASE_SECONDS))) {
      if (!(await this.batch())) {
        await removeOldBulkJobs(database, KEPT_DAYS);
        return batches;
      }
      batches += 1;
    }
    return batches;
  }

  /** One batch of one job. False: there is none. */
  async batch(): Promise<boolean> {
    const { database, logger } = this.tools;
    let at: StoredBulkJob | undefined;
    try {
      const after = await database.transaction(async (tx) => {
        at = await lockBulkJob(tx);
        return at && this.goOn(tx, at);
      });
      if (after !== undefined && after.state !== 'running') {
        const { id, workspaceId, action, matched, done, skipped } = after;
        logger.info({
          message: 'bulk_job.finished',
          ...{ workspace_id: workspaceId, bulk_job_id: id, action, matched, done, skipped },
        });
      }
      return after !== undefined;
    } catch (error) {
      if (at === undefined || (error instanceof MillwrightError && error.retry)) throw error;
      logger.error({ message: 'bulk_job.failed', bulk_job_id: at.id, error });
      await failBulkJob(database, at.id, errorText(internalFault(error)));
      return true;
    }
  }

  private async goOn(tx: Transaction, job: StoredBulkJob): Promise<StoredBulkJob> {
    const { database, batchSize, deliveries } = this.tools;
    const size = batchSize ?? (database.isEmbedded ? EMBEDDED_BATCH : BATCH);
    const { workspaceId, action, kind, cursor: after, createdAt: startedAt } = job;
    const filter = filterFrom(job.filter);
    const look = { workspaceId, action, filter, kind, after, startedAt, size };
    const { looked, last, runs } = await lookForRuns(tx, look);
    const outcome = await treatBatch(tx, action, { workspaceId, kind, runs, deliveries });
    const next = nextOf(
      {
        ...job,
        cursor: last ?? job.cursor,
        seen: job.seen + looked,
        matched: job.matched + runs.length,
        done: job.done + outcome.done,
        skipped: job.skipped + runs.length - outcome.done,
      },
      looked < size,
    );
    await updateBulkJob(tx, next);
    announce(tx, this.bus, outcome);
    return next;
  }
}

/** Where a job is after a batch: in the same kind, at the next one, or at its end. */
function nextOf(job: StoredBulkJob, isKindOver: boolean): StoredBulkJob {
  if (job.matched >= MAX_BULK_RUNS) return { ...job, state: 'done', error: limitReached };
  if (!isKindOver) return job;
  const kinds = kindsMeantBy(filterFrom(job.filter));
  const kind = kinds[kinds.indexOf(job.kind) + 1];
  return kind === undefined ? { ...job, state: 'done' } : { ...job, kind, cursor: null };
}

const limitReached = errorText({
  code: 'size_limit',
  message: `one job is about ${MAX_BULK_RUNS} runs at most; start it again for the rest`,
});
