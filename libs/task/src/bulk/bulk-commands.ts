import { Database } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { done, refused, type CommandOutcome } from '../commands/command-outcome.ts';
import {
  filterFrom,
  filterText,
  kindsMeantBy,
  type BulkAction,
  type BulkFilter,
} from './bulk-filter.ts';
import { bulkJobOf, insertBulkJob } from './bulk-job.store.ts';
import { lookForRuns } from './bulk-selection.ts';

/** How many runs one job may be about. */
export const MAX_BULK_RUNS = 1_000_000;

const COUNT_SIZE = 10_000;

/** What is to be done to which runs. */
export interface BulkRequest {
  action: BulkAction;
  filter: BulkFilter;
}

/** Starts work on many runs, counts what it would be about, and tells how far it has come. */
@Injectable()
export class BulkCommands {
  constructor(private readonly database: Database) {}

  /** Begins in the background; the event-router does it. */
  async start(workspaceId: Id, { action, filter }: BulkRequest): Promise<CommandOutcome> {
    const [kind] = kindsMeantBy(filter);
    if (kind === undefined) return noSuchRuns;
    const id = newId();
    const job = { id, workspaceId, action, filter: filterText(filter), kind };
    await insertBulkJob(this.database, job);
    return done({ id });
  }

  /** How many runs fit now, up to {@link MAX_BULK_RUNS}. */
  async count(
    workspaceId: Id,
    { action, filter }: BulkRequest,
  ): Promise<CommandOutcome<{ count: number }>> {
    const kinds = kindsMeantBy(filter);
    if (kinds.length === 0) return noSuchRuns;
    const startedAt = new Date();
    let count = 0;
    for (const kind of kinds) {
      let after: Id | null = null;
      for (;;) {
        const look = { workspaceId, action, filter, kind, after, startedAt, size: COUNT_SIZE };
        const { looked, last, runs } = await lookForRuns(this.database, look);
        count += runs.length;
        if (count >= MAX_BULK_RUNS) return done({ count: MAX_BULK_RUNS });
        if (looked < COUNT_SIZE) break;
        after = last;
      }
    }
    return done({ count });
  }

  /** A job as the API shows it. */
  async get(workspaceId: Id, id: Id) {
    const job = await bulkJobOf(this.database, workspaceId, id);
    return (
      job && {
        id: job.id,
        action: job.action,
        filter: filterFrom(job.filter),
        status: job.state,
        seen: job.seen,
        matched: job.matched,
        done: job.done,
        skipped: job.skipped,
        error: job.error === null ? null : (JSON.parse(job.error) as unknown),
        created_at: job.createdAt,
        updated_at: job.updatedAt,
        finished_at: job.finishedAt,
      }
    );
  }
}

const noSuchRuns = refused(
  'invalid',
  'no run can fit: task_id is about task and action runs, action_type about action runs only',
);
