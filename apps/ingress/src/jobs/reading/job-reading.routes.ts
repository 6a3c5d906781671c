import { readRefusalOf } from '@millwright/access';
import { Database } from '@millwright/database';
import {
  argsOf,
  ERASED_LOGS,
  JobProblem,
  JobReads,
  jobWithoutPayloads,
  logTailOf,
  newLogsOf,
  Parameters,
  shownJob,
  type FoundJob,
  type JobParts,
  type JobRow,
} from '@millwright/job';
import { RawJson, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import type { JobReply, WorkspaceRequest } from '../api/job-request.ts';
import { workspaceRoute, type JobRoute, type JobRoutes } from '../api/job-route.ts';
import { JobShows } from './job-shows.ts';
import { jobIdOf, readableJob, refuseReadOnly } from './readable-job.ts';

/** What is asked of one job. */
@Injectable()
export class JobReading implements JobRoutes {
  private readonly reads = new JobReads();

  readonly routes: readonly JobRoute[] = [
    workspaceRoute('GET', 'jobs_u/get/:id', (request) => this.get(request)),
    workspaceRoute('GET', 'jobs_u/completed/get/:id', (request) => this.getCompleted(request)),
    workspaceRoute('GET', 'jobs_u/completed/get_result/:id', (request) => this.result(request)),
    workspaceRoute('GET', 'jobs_u/completed/get_result_maybe/:id', (request) =>
      this.resultMaybe(request),
    ),
    workspaceRoute('GET', 'jobs_u/completed/get_timing/:id', (request) => this.timing(request)),
    workspaceRoute('GET', 'jobs_u/get_args/:id', (request) => this.args(request)),
    workspaceRoute('GET', 'jobs_u/get_logs/:id', (request) => this.logs(request)),
    workspaceRoute('GET', 'jobs_u/get_completed_logs_tail/:id', (request) =>
      this.logsTail(request),
    ),
    workspaceRoute('GET', 'jobs_u/get_root_job_id/:id', (request) => this.rootJob(request)),
    workspaceRoute('GET', 'jobs_u/getupdate/:id', (request) => this.update(request)),
    workspaceRoute('GET', 'jobs/queue/scheduled_for/:id', (request) => this.scheduledFor(request)),
    workspaceRoute('POST', 'jobs_u/queue/get_started_at_by_ids', (request) =>
      this.startedAtByIds(request),
    ),
  ];

  constructor(
    private readonly database: Database,
    private readonly shows: JobShows,
  ) {}

  private async get(request: WorkspaceRequest): Promise<JobReply> {
    const { options, parts } = shownPartsOf(request);
    const { row } = await this.find(request, parts);
    return { json: this.shows.show(row, options) };
  }

  private async getCompleted(request: WorkspaceRequest): Promise<JobReply> {
    const { options, parts } = shownPartsOf(request);
    const { row } = await this.findCompleted(request, parts);
    return { json: this.shows.show(row, options) };
  }

  private async result(request: WorkspaceRequest): Promise<JobReply> {
    const { row } = await this.findCompleted(request, resultOnly);
    return { json: resultOf(row) };
  }

  private async resultMaybe(request: WorkspaceRequest): Promise<JobReply> {
    const { row } = await this.find(request, resultOnly);
    const { state, completedAt } = row;
    if (completedAt === null) {
      return { json: { completed: false, result: null, started: state === 'started' } };
    }
    const success = state === 'succeeded';
    return { json: { completed: true, result: resultOf(row), success, started: true } };
  }

  private async timing(request: WorkspaceRequest): Promise<JobReply> {
    const { row } = await this.find(request, jobWithoutPayloads);
    const { createdAt, completedAt } = row;
    const startedAt = row.startedAt ?? completedAt;
    return {
      json: {
        created_at: createdAt.toISOString(),
        ...(startedAt !== null && { started_at: startedAt.toISOString() }),
        ...(startedAt !== null &&
          completedAt !== null && {
            // The two times may be of two clocks.
            duration_ms: Math.max(0, completedAt.getTime() - startedAt.getTime()),
          }),
      },
    };
  }

  private async args(request: WorkspaceRequest): Promise<JobReply> {
    const { row } = await this.find(request, { ...jobWithoutPayloads, args: Infinity });
    return { json: row.isErased ? new RawJson('{}') : argsOf(row.args) };
  }

  private async logs(request: WorkspaceRequest): Promise<JobReply> {
    return { text: logsOf((await this.find(request, logsOnly)).row) };
  }

  private async logsTail(request: WorkspaceRequest): Promise<JobReply> {
    return { text: logTailOf(logsOf((await this.find(request, logsOnly)).row)) };
  }

  private async rootJob(request: WorkspaceRequest): Promise<JobReply> {
    const { who, workspace } = request;
    const job = await this.find(request, jobWithoutPayloads);
    if (job.rootJob !== null) return { text: job.rootJob };
    const isSeen = ({ facts }: FoundJob): boolean => readRefusalOf(who, facts) === undefined;
    const line = await this.reads.ancestry(this.database, workspace.id, job, isSeen);
    return { text: line.at(-1)! };
  }

  /** The log of a job is told at its end: what an attempt logged that is followed by another is no part of it. */
  private async update(request: WorkspaceRequest): Promise<JobReply> {
    const query = new Parameters(request.query);
    const offset = query.integer('log_offset', 0, Infinity) ?? 0;
    const { row } = await this.find(request, query.flag('no_logs') ? jobWithoutPayloads : logsOnly);
    const completed = row.completedAt !== null;
    const news = completed && row.logs !== null ? newLogsOf(logsOf(row), offset) : undefined;
    return {
      json: { running: row.state === 'started', completed, log_offset: offset, ...news },
    };
  }

  private async scheduledFor(request: WorkspaceRequest): Promise<JobReply> {
    const { row } = await this.find(request, jobWithoutPayloads);
    return { json: row.runAt.getTime() };
  }

  private async startedAtByIds(request: WorkspaceRequest): Promise<JobReply> {
    const { who, workspace } = request;
    refuseReadOnly(who);
    const ids = idsIn(await request.json());
    const jobs = await this.reads.jobs(this.database, workspace.id, ids, jobWithoutPayloads);
    const seen = jobs.filter(({ facts }) => readRefusalOf(who, facts) === undefined);
    const startOf = new Map(
      seen.flatMap(({ runId, row }) =>
        [runId, row.id].map((id) => [id, startedAtOf(row)] as const),
      ),
    );
    return { json: ids.map((id) => startOf.get(id) ?? null) };
  }

  private find(request: WorkspaceRequest, parts: JobParts): Promise<FoundJob> {
    return readableJob(this.database, request, request.params['id']!, parts);
  }

  private async findCompleted(request: WorkspaceRequest, parts: JobParts): Promise<FoundJob> {
    const job = await this.find(request, parts);
    if (job.row.completedAt !== null) return job;
    throw new JobProblem('job_not_found', `the job ${job.row.id} is not completed yet`);
  }
}

const resultOnly: JobParts = { ...jobWithoutPayloads, result: Infinity };
const logsOnly: JobParts = { ...jobWithoutPayloads, logs: true };
const MOST_IDS = 10_000;

function shownPartsOf({ query }: WorkspaceRequest) {
  const given = new Parameters(query);
  const options = { noLogs: given.flag('no_logs'), noCode: given.flag('no_code') };
  return { options, parts: { ...shownJob, logs: !options.noLogs, code: !options.noCode } };
}

const resultOf = ({ isErased, result }: JobRow): RawJson =>
  new RawJson(isErased ? '{}' : (result ?? 'null'));

const logsOf = ({ isErased, logs }: JobRow): string => (isErased ? ERASED_LOGS : (logs ?? ''));

const startedAtOf = ({ startedAt, completedAt }: JobRow): string | null =>
  (startedAt ?? completedAt)?.toISOString() ?? null;

/** @throws JobProblem */
function idsIn(body: unknown): Id[] {
  if (!Array.isArray(body) || body.some((id) => typeof id !== 'string')) {
    throw new JobProblem('invalid_body', 'send a JSON array of job ids');
  }
  if (body.length > MOST_IDS) {
    throw new JobProblem('invalid_body', `send at most ${MOST_IDS} ids at once`);
  }
  return (body as string[]).map(jobIdOf);
}
