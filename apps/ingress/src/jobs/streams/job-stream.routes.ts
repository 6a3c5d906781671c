import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import {
  encodedMessage,
  JobProblem,
  JobReads,
  jobWithoutPayloads,
  Parameters,
  shownJob,
  streamHeadersOf,
  type FoundJob,
} from '@millwright/job';
import { RawJson, stringifyJson } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { JobReply, WorkspaceRequest } from '../api/job-request.ts';
import type { JobRoute, JobRoutes } from '../api/job-route.ts';
import { JobShows } from '../reading/job-shows.ts';
import { jobIdOf, readableJob } from '../reading/readable-job.ts';
import { WaitingPlaces } from '../waits/waiting-places.ts';
import { JobStreams } from './job-streams.ts';

/** The stream of a job that was started elsewhere, or before. */
@Injectable()
export class JobStreaming implements JobRoutes {
  private readonly reads = new JobReads();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly shows: JobShows,
    private readonly streams: JobStreams,
    private readonly places: WaitingPlaces,
  ) {}

  readonly routes: readonly JobRoute[] = [
    {
      method: 'GET',
      workspacePath: 'jobs_u/getupdate_sse/:id',
      handle: (request: WorkspaceRequest) => this.follow(request),
    },
  ];

  private async follow(request: WorkspaceRequest): Promise<JobReply> {
    const parameters = new Parameters(request.query);
    const logOffset = parameters.integer('log_offset', 0, Infinity) ?? 0;
    const noLogs = parameters.flag('no_logs');
    const onlyResult = parameters.flag('only_result');
    this.places.take(request);
    const job = await this.jobOf(request);
    if (job === undefined) return notFound;
    const { runId, row } = job;
    const followed = {
      workspaceId: request.workspace.id,
      runId,
      jobId: row.id,
      logOffset,
      noLogs,
      deadlineMs: Date.now() + this.config.calls.syncTimeoutMaxS * 1_000,
      ...(!onlyResult && { jobText: () => this.jobTextOf(request, runId, noLogs) }),
    };
    return { stream: (sink) => this.streams.follow(sink, followed, { join: true }) };
  }

  /** Undefined: there is none that may be read. */
  private async jobOf(request: WorkspaceRequest): Promise<FoundJob | undefined> {
    jobIdOf(request.params['id']!);
    try {
      return await readableJob(this.database, request, request.params['id']!, jobWithoutPayloads);
    } catch (error) {
      if (error instanceof JobProblem && error.code === 'job_not_found') return undefined;
      throw error;
    }
  }

  private async jobTextOf(
    { workspace }: WorkspaceRequest,
    runId: string,
    noLogs: boolean,
  ): Promise<RawJson | undefined> {
    const parts = { ...shownJob, logs: !noLogs };
    const job = await this.reads.job(this.database, workspace.id, runId, parts);
    return job && new RawJson(stringifyJson(this.shows.show(job.row, { noLogs })));
  }
}

/** Told in the stream, not by the status: a browser would open it again and again. */
const notFound: JobReply = {
  stream: (sink) => {
    sink.begin(200, streamHeadersOf(undefined));
    sink.write(encodedMessage({ type: 'notfound' }));
    sink.end();
  },
};
