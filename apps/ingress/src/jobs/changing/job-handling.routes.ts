import { Database } from '@millwright/database';
import {
  JobErasure,
  JobProblem,
  JobReads,
  jobWithoutPayloads,
  resolveJobs,
  shownJob,
  unresolveJobs,
  type Resolution,
} from '@millwright/job';
import type { Id } from '@millwright/kernel';
import { JobCommands } from '@millwright/task/commands';
import { Injectable } from '@nestjs/common';
import type { JobReply, WorkspaceRequest } from '../api/job-request.ts';
import { workspaceRoute, type JobRoute, type JobRoutes } from '../api/job-route.ts';
import { JobShows } from '../reading/job-shows.ts';
import { jobIdOf, jobNotFound, refuseReadOnly } from '../reading/readable-job.ts';
import { jobIdsOf, membersOf, optionalText } from './change-body.ts';
import { changeableJob, changeableJobs, mayNotChange } from './changeable-jobs.ts';
import { JobAudit } from './job-audit.ts';

/** Marks some runs of a Workspace, and answers those that it changed. */
type Mark = (workspaceId: Id, runIds: readonly Id[]) => Promise<Id[]>;

/** Runs what waits, marks failures as handled, and erases. */
@Injectable()
export class JobHandling implements JobRoutes {
  private readonly reads = new JobReads();

  readonly routes: readonly JobRoute[] = [
    workspaceRoute('POST', 'jobs/queue/run_now/:id', (request) => this.runNow(request)),
    workspaceRoute('POST', 'jobs/completed/resolve', (request) => this.resolve(request)),
    workspaceRoute('POST', 'jobs/completed/unresolve', (request) => this.unresolve(request)),
    workspaceRoute('POST', 'jobs/completed/delete/:id', (request) => this.erase(request)),
  ];

  constructor(
    private readonly database: Database,
    private readonly commands: JobCommands,
    private readonly erasure: JobErasure,
    private readonly shows: JobShows,
    private readonly audit: JobAudit,
  ) {}

  private async runNow(request: WorkspaceRequest): Promise<JobReply> {
    const { runId, row } = await this.find(request, 'run_now');
    const whyNot = await this.commands.runNow(request.workspace.id, runId);
    if (whyNot !== undefined) {
      throw new JobProblem('job_not_waiting', `the job ${row.id} cannot be run now: ${whyNot}`);
    }
    await this.audit.note(request, 'run_now', row.id);
    return { text: row.id };
  }

  private async resolve(request: WorkspaceRequest): Promise<JobReply> {
    const members = await this.marked(request);
    const given = members['superseded_by'] ?? undefined;
    const supersededBy = await this.superseding(request, given);
    // What does not exist has made up for nothing.
    if (given !== undefined && supersededBy === undefined) return { json: [] };
    const note = optionalText(members, 'note');
    const resolution: Resolution = { by: request.who.owner, note, supersededBy };
    const mark: Mark = (workspaceId, runIds) =>
      resolveJobs(this.database, workspaceId, runIds, resolution);
    return this.mark(request, members, { action: 'resolve', mark });
  }

  private async unresolve(request: WorkspaceRequest): Promise<JobReply> {
    const members = await this.marked(request);
    const mark: Mark = (workspaceId, runIds) => unresolveJobs(this.database, workspaceId, runIds);
    return this.mark(request, members, { action: 'unresolve', mark });
  }

  private async erase(request: WorkspaceRequest): Promise<JobReply> {
    const { workspace } = request;
    const { runId, row } = await this.find(request, 'delete');
    const erasure = await this.erasure.erase(workspace.id, runId);
    if (erasure === 'not_found') throw jobNotFound(row.id);
    if (erasure === 'open') throw notOver(row.id);
    await this.audit.note(request, 'delete', row.id);
    const job = await this.reads.job(this.database, workspace.id, runId, shownJob);
    if (job === undefined) throw jobNotFound(row.id);
    return { json: this.shows.show(job.row) };
  }

  private find(request: WorkspaceRequest, change: 'run_now' | 'delete') {
    return changeableJob(this.database, request, request.params['id']!, change);
  }

  private async marked(request: WorkspaceRequest): Promise<Readonly<Record<string, unknown>>> {
    refuseReadOnly(request.who);
    return membersOf(await request.json());
  }

  private async mark(
    request: WorkspaceRequest,
    members: Readonly<Record<string, unknown>>,
    { action, mark }: { action: string; mark: Mark },
  ): Promise<JobReply> {
    const ids = jobIdsOf(members['job_ids'], 'job_ids');
    const changed: Id[] = [];
    let leftOut = false;
    for await (const found of changeableJobs(this.database, request, ids, 'resolve')) {
      const runIds = found.jobs.map(({ runId }) => runId);
      const done = new Set(await mark(request.workspace.id, runIds));
      const shown = found.jobs.filter(({ runId }) => done.has(runId)).map(({ row }) => row.id);
      changed.push(...shown);
      leftOut ||= found.leftOut;
    }
    if (changed.length === 0 && leftOut) throw mayNotChange();
    if (changed.length > 0) {
      await this.audit.note(request, action, null, { count: changed.length });
    }
    return { json: changed };
  }

  /** The run of the job that is said to make up for others; undefined: none is said, or there is no such job. */
  private async superseding(
    { workspace }: WorkspaceRequest,
    given: unknown,
  ): Promise<Id | undefined> {
    if (given === undefined) return undefined;
    const id = jobIdOf(typeof given === 'string' ? given : JSON.stringify(given));
    return (await this.reads.job(this.database, workspace.id, id, jobWithoutPayloads))?.runId;
  }
}

const notOver = (id: Id): JobProblem =>
  new JobProblem(
    'job_not_completed',
    `the job ${id} is not over yet, with all that its event has begun: cancel it first, or wait for it`,
  );
