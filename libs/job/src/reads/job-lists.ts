import type { ReadableJobs } from '@millwright/access';
import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { listSizes } from '../json/index.ts';
import type { JobFilters, JobPage } from './job-filters.ts';
import type { JobParts } from './job-parts.ts';
import { JobReads } from './job.reads.ts';
import { scanJobs, type JobKind, type JobScan, type ScannedJob } from './job-scan.ts';
import { holdPayloads, PayloadReads } from './payload-filter.ts';
import type { FoundJob } from './stored-job.ts';

/** A list that is asked for. */
export interface WantedJobs {
  /** Undefined: of all Workspaces. */
  workspaceId: Id | undefined;
  kind: JobKind;
  filters: JobFilters;
  page: JobPage;
  /** What who asks may see. */
  readable: ReadableJobs;
}

/** How much of a job its lists read. */
const listedParts: JobParts = { ...listSizes, logs: false, code: false };

/**
 * Lists of jobs, newest first by the ids of their runs, which have the time of their event. They look through the
 * newest 100,000 runs of the times that are asked for, and for what is in payloads through less.
 */
export class JobLists {
  private readonly reads = new JobReads();

  /** One page, in order. Of what was read, `jobJsonOf` shows `isListed` ones. */
  async page(sql: Sql, wanted: WantedJobs): Promise<FoundJob[]> {
    const scanned = await this.scan(sql, wanted);
    const runs = scanned.map(({ runId }) => runId);
    const jobs = await this.reads.ofRuns(sql, runs, listedParts, wanted.workspaceId);
    const byRun = new Map(jobs.map((job) => [job.runId, job]));
    return runs.map((id) => byRun.get(id)).filter((job): job is FoundJob => job !== undefined);
  }

  /** The ids of one page, as callers know them. */
  async ids(sql: Sql, wanted: WantedJobs): Promise<Id[]> {
    return (await this.scan(sql, wanted)).map(({ id }) => id);
  }

  private scan(sql: Sql, { page, ...wanted }: WantedJobs): Promise<ScannedJob[]> | ScannedJob[] {
    const { filters } = wanted;
    const kind = kindFor(wanted.kind, filters);
    const offset = (page.number - 1) * page.size;
    if (kind === undefined || offset > MOST_OFFSET) return [];
    const scan: Omit<JobScan, 'limit' | 'offset'> = {
      ...wanted,
      kind,
      isAscending: page.isAscending,
    };
    if (filters.args === undefined && filters.result === undefined) {
      return scanJobs(sql, { ...scan, limit: page.size, offset });
    }
    return this.scanPayloads(sql, scan, { offset, limit: page.size });
  }

  private async scanPayloads(
    sql: Sql,
    scan: Omit<JobScan, 'limit' | 'offset'>,
    { offset, limit }: { offset: number; limit: number },
  ): Promise<ScannedJob[]> {
    const candidates = await scanJobs(sql, { ...scan, limit: READ_FOR_PAYLOADS, offset: 0 });
    const found: ScannedJob[] = [];
    for (const some of new PayloadReads(candidates)) {
      const fit = await holdPayloads(sql, some, scan.filters);
      found.push(...some.filter(({ runId }) => fit.has(runId)));
      if (found.length >= offset + limit) break;
    }
    return found.slice(offset, offset + limit);
  }
}

const MOST_OFFSET = 100_000;

/** Most jobs of which one list reads payloads. */
const READ_FOR_PAYLOADS = 10_000;

/** What only queued or only completed jobs have narrows a list to those. Undefined: nothing is left. */
export function kindFor(kind: JobKind, filters: JobFilters): JobKind | undefined {
  const { isRunning, isScheduledForBeforeNow } = filters;
  const { isSuccess, status, isResolved, result } = filters;
  const asksForQueued = isGiven(isRunning, isScheduledForBeforeNow);
  const asksForCompleted = isGiven(isSuccess, status, isResolved, result);
  if (asksForQueued && asksForCompleted) return undefined;
  if (asksForQueued) return kind === 'completed' ? undefined : 'queued';
  if (asksForCompleted) return kind === 'queued' ? undefined : 'completed';
  return kind;
}

const isGiven = (...filters: readonly unknown[]): boolean =>
  filters.some((filter) => filter !== undefined);
