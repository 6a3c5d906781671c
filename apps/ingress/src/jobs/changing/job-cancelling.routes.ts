import { changesOnlyOwnJobs } from '@millwright/access';
import { Database } from '@millwright/database';
import { JobProblem, openRunsOf, type OpenJobsPlace } from '@millwright/job';
import { shortened, storableText, timeOf, type Id } from '@millwright/kernel';
import { JobCommands, type Cancellation } from '@millwright/task/commands';
import { Injectable } from '@nestjs/common';
import type { JobReply, WorkspaceRequest } from '../api/job-request.ts';
import { workspaceRoute, type JobRoute, type JobRoutes } from '../api/job-route.ts';
import { refuseReadOnly } from '../reading/readable-job.ts';
import { jobIdsOf, membersOf, optionalText } from './change-body.ts';
import { changeableJob, changeableJobs, changeableRuns, mayNotChange } from './changeable-jobs.ts';
import { JobAudit } from './job-audit.ts';

const BATCH = 500;
/** The embedded database has one session: everybody waits for a batch. */
const EMBEDDED_BATCH = 50;

/**
 * Cancels jobs. The record says so at once, whatever the runner does, which is why forcing is nothing else. What has
 * started is told to stop, and whatever it renders is thrown away.
 */
@Injectable()
export class JobCancelling implements JobRoutes {
  readonly routes: readonly JobRoute[] = [
    workspaceRoute('POST', 'jobs_u/queue/cancel/:id', (request) => this.cancel(request)),
    workspaceRoute('POST', 'jobs_u/queue/force_cancel/:id', (request) => this.cancel(request)),
    workspaceRoute('POST', 'jobs_u/queue/cancel_persistent/*path', (request) =>
      this.cancelTask(request),
    ),
    workspaceRoute('POST', 'jobs/queue/cancel_selection', (request) =>
      this.cancelSelection(request),
    ),
  ];

  constructor(
    private readonly database: Database,
    private readonly commands: JobCommands,
    private readonly audit: JobAudit,
  ) {}

  private async cancel(request: WorkspaceRequest): Promise<JobReply> {
    const by = await cancellationOf(request);
    const { runId, row } = await changeableJob(
      this.database,
      request,
      request.params['id']!,
      'cancel',
    );
    const cancelled = await this.commands.cancel(request.workspace.id, [runId], by);
    if (cancelled.length === 0) {
      throw new JobProblem('job_completed', `the job ${row.id} is over: nothing is left to cancel`);
    }
    await this.audit.note(request, 'cancel', row.id);
    return { text: row.id };
  }

  /** Every open job of the tasks that have, or had, a path: what was queued when it was asked for. */
  private async cancelTask(request: WorkspaceRequest): Promise<JobReply> {
    refuseReadOnly(request.who);
    const path = request.params['path']!;
    const by = await cancellationOf(request);
    const taskIds = await this.tasksAt(request.workspace.id, path);
    // Which tasks there are is not for who may only cancel what it started.
    const isBlind = changesOnlyOwnJobs(request.who.scopes);
    if (taskIds.length === 0 && !isBlind) throw noTaskAt(path);
    const startedAt = Date.now();
    let count = 0;
    let leftOut = isBlind;
    let after: OpenJobsPlace | undefined;
    do {
      const places = await this.openRuns(request.workspace.id, taskIds, after);
      const ids = places.map(({ id }) => id);
      const found = await changeableRuns(this.database, request, ids, 'cancel');
      const runIds = found.jobs.map(({ runId }) => runId);
      count += (await this.commands.cancel(request.workspace.id, runIds, by)).length;
      leftOut ||= found.leftOut;
      after = places.at(-1);
    } while (after !== undefined && timeOf(after.eventId) <= startedAt);
    if (count === 0 && leftOut) throw mayNotChange();
    if (count > 0) await this.audit.note(request, 'cancel', null, { path, count });
    return { text: `cancelled ${count} ${count === 1 ? 'job' : 'jobs'} of ${path}` };
  }

  private async cancelSelection(request: WorkspaceRequest): Promise<JobReply> {
    refuseReadOnly(request.who);
    const ids = jobIdsOf(await request.json(), 'the body');
    const by = { reason: null, canceler: request.who.owner };
    const cancelled: Id[] = [];
    let leftOut = false;
    for await (const found of changeableJobs(this.database, request, ids, 'cancel')) {
      const runIds = found.jobs.map(({ runId }) => runId);
      const done = new Set(await this.commands.cancel(request.workspace.id, runIds, by));
      const shown = found.jobs.filter(({ runId }) => done.has(runId)).map(({ row }) => row.id);
      cancelled.push(...shown);
      leftOut ||= found.leftOut;
    }
    if (cancelled.length === 0 && leftOut) throw mayNotChange();
    if (cancelled.length > 0) {
      await this.audit.note(request, 'cancel', null, { count: cancelled.length });
    }
    return { json: cancelled };
  }

  private openRuns(
    workspaceId: Id,
    taskIds: readonly Id[],
    after: OpenJobsPlace | undefined,
  ): Promise<OpenJobsPlace[]> {
    const limit = this.database.isEmbedded ? EMBEDDED_BATCH : BATCH;
    return openRunsOf(this.database, workspaceId, taskIds, { after, limit });
  }

  private async tasksAt(workspaceId: Id, path: string): Promise<Id[]> {
    const rows = await this.database.query<{ id: Id }>(
      'select id from tasks where workspace_id = $1 and path = $2',
      [workspaceId, storableText(path)],
    );
    return rows.map(({ id }) => id);
  }
}

const noTaskAt = (path: string): JobProblem =>
  new JobProblem('task_not_found', `there is no task at ${JSON.stringify(shortened(path, 255))}`);

async function cancellationOf(request: WorkspaceRequest): Promise<Cancellation> {
  const reason = optionalText(membersOf(await request.json()), 'reason');
  return { reason, canceler: request.who.owner };
}
