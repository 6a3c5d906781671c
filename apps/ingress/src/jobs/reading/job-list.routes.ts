import { readableJobsOf, type ReadableJobs } from '@millwright/access';
import { Database } from '@millwright/database';
import {
  countOfJobs,
  jobFiltersOf,
  JobLists,
  jobPageOf,
  JobProblem,
  Parameters,
  queuePosition,
  type JobKind,
  type WantedJobs,
} from '@millwright/job';
import { Injectable } from '@nestjs/common';
import type { JobReply, WorkspaceRequest } from '../api/job-request.ts';
import { workspaceRoute, type JobRoute, type JobRoutes } from '../api/job-route.ts';
import { JobShows } from './job-shows.ts';
import { mayNotRead } from './readable-job.ts';

/** What is asked of many jobs: lists and counts. A token sees in them what it may read. */
@Injectable()
export class JobListing implements JobRoutes {
  private readonly lists = new JobLists();

  readonly routes: readonly JobRoute[] = [
    workspaceRoute('GET', 'jobs/list', (request) => this.list(request, 'any')),
    workspaceRoute('GET', 'jobs/queue/list', (request) => this.list(request, 'queued')),
    workspaceRoute('GET', 'jobs/completed/list', (request) => this.list(request, 'completed')),
    workspaceRoute('GET', 'jobs/list_filtered_uuids', (request) => this.ids(request, 'any')),
    workspaceRoute('GET', 'jobs/queue/list_filtered_uuids', (request) =>
      this.ids(request, 'queued'),
    ),
    workspaceRoute('GET', 'jobs/queue/count', (request) => this.queueLength(request)),
    workspaceRoute('GET', 'jobs/completed/count', (request) => this.completedLength(request)),
    workspaceRoute('GET', 'jobs/completed/count_jobs', (request) => this.completedSince(request)),
    workspaceRoute('GET', 'jobs/queue/position/:ms', (request) => this.position(request)),
  ];

  constructor(
    private readonly database: Database,
    private readonly shows: JobShows,
  ) {}

  private async list(request: WorkspaceRequest, kind: JobKind): Promise<JobReply> {
    const jobs = await this.lists.page(this.database, wantedOf(request, kind));
    return { json: jobs.map(({ row }) => this.shows.show(row, { isListed: true })) };
  }

  private async ids(request: WorkspaceRequest, kind: JobKind): Promise<JobReply> {
    return { json: await this.lists.ids(this.database, wantedOf(request, kind)) };
  }

  private async queueLength(request: WorkspaceRequest): Promise<JobReply> {
    return { json: { database_length: await this.count(request, 'queued'), suspended: 0 } };
  }

  private async completedLength(request: WorkspaceRequest): Promise<JobReply> {
    return { json: { database_length: await this.count(request, 'completed') } };
  }

  private async completedSince(request: WorkspaceRequest): Promise<JobReply> {
    const given = new Parameters(request.query);
    const seconds = given.integer('completed_after_s_ago', 0, Infinity);
    const filters = new URLSearchParams();
    for (const [name, filter] of [
      ['success', 'success'],
      ['tags', 'tag'],
    ] as const) {
      const text = given.text(name);
      if (text !== undefined) filters.set(filter, text);
    }
    if (seconds !== undefined) filters.set('completed_after', await this.secondsAgo(seconds));
    return { json: await this.count(request, 'completed', filters) };
  }

  private async position({ who, workspace, params }: WorkspaceRequest): Promise<JobReply> {
    readableOf({ who });
    const ms = /^\d{1,15}$/.test(params['ms']!) ? Number(params['ms']) : undefined;
    if (ms === undefined) {
      throw new JobProblem('invalid_query', 'the address must end in a time in epoch milliseconds');
    }
    return { json: { position: await queuePosition(this.database, workspace.id, ms) } };
  }

  private count(
    { who, workspace }: WorkspaceRequest,
    kind: JobKind,
    filters = new URLSearchParams(),
  ): Promise<number> {
    return countOfJobs(this.database, {
      workspaceId: workspace.id,
      kind,
      filters: jobFiltersOf(filters),
      readable: readableOf({ who }),
    });
  }

  /** By the clock of the database, which ends what is cancelled. */
  private async secondsAgo(seconds: number): Promise<string> {
    const [row] = await this.database.query<{ now: Date }>('select now() as now');
    return new Date(Math.max(0, row!.now.getTime() - seconds * 1_000)).toISOString();
  }
}

function wantedOf(request: WorkspaceRequest, kind: JobKind): WantedJobs {
  const { who, workspace, query } = request;
  const filters = jobFiltersOf(query);
  const readable = readableOf(request);
  if (filters.allWorkspaces && who.workspaceId !== null) {
    throw new JobProblem(
      'scope_missing',
      'all_workspaces is for the token of the instance admin: leave it out',
    );
  }
  const workspaceId = filters.allWorkspaces ? undefined : workspace.id;
  return { workspaceId, kind, filters, page: jobPageOf(query), readable };
}

/** @throws JobProblem */
function readableOf({ who }: Pick<WorkspaceRequest, 'who'>): ReadableJobs {
  const readable = readableJobsOf(who);
  if (readable === undefined) throw mayNotRead();
  return readable;
}
