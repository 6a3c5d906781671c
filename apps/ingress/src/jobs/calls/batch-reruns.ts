import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CLOCK, CONFIG } from '@millwright/host';
import {
  callQueryOf,
  CallTargets,
  JobProblem,
  JobReads,
  newCallOf,
  rerunDataOf,
  rerunLinesOf,
  rerunOf,
  type CalledTask,
  type CalledWorkspace,
  type FoundJob,
  type Rerun,
} from '@millwright/job';
import { isUuid, RawJson, type Clock, type Id } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { JobExchange } from '../api/job-exchange.ts';
import type { JobSender } from '../api/job-sender.ts';
import { demandReadable, jobIdOf, jobNotFound } from '../reading/readable-job.ts';
import { batchRequestOf } from './batch-body.ts';
import { BatchKeeper, replayHeadersOf, type PlannedItem } from './batch-keeper.ts';
import { CallLimits } from './call-limits.ts';
import { orThrow } from './call-reader.ts';
import { demandRunRights } from './call-rights.ts';
import { demandEnabled } from './called-tasks.ts';
import { problemIn } from './problem-in.ts';
import { StreamedLines } from './streamed-lines.ts';

/** Whose data are held at once. */
const AT_ONCE = 20;
/** Of a batch that has a key, and is stored as a whole. */
const MAX_HELD_BYTES = 67_108_864;
const itsData = { args: Infinity, result: 0, logs: false, code: false };
const asItIs = orThrow(callQueryOf(new URLSearchParams(), 'async'));

/** Who runs jobs again, and where. */
interface Rerunning extends Pick<JobSender, 'who'> {
  readonly workspace: CalledWorkspace;
  readonly requestId: Id;
}

/** Runs earlier jobs again: the same data, and the same version of the task unless the latest is asked for. */
@Injectable()
export class BatchReruns {
  private readonly reads = new JobReads();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly targets: CallTargets,
    private readonly limits: CallLimits,
    private readonly keeper: BatchKeeper,
  ) {}

  /** @throws JobProblem, ClientGoneError, DatabaseUnavailableError */
  async answer(
    exchange: JobExchange,
    sender: JobSender,
    workspace: CalledWorkspace,
  ): Promise<void> {
    const { limits } = this.config;
    const { body, key, queueLimit } = await batchRequestOf(
      ...([exchange, sender, workspace, 'batch_rerun', limits] as const),
    );
    const rerun = orThrow(rerunOf(body));
    const calls = rerun.jobIds.length;
    await this.limits.demandShortQueue({ mode: 'async', workspace, queueLimit, key, calls });
    const by = { who: sender.who, workspace, requestId: exchange.requestId };
    if (key === undefined) return this.stream(exchange, rerun, by);
    // What is to be answered again, word for word, is stored as a whole.
    const items = await this.all(rerun, by);
    const batch = { workspaceId: workspace.id, key, items, answerOf: rerunLinesOf };
    const { answer, isReplay } = await this.keeper.keep(batch);
    exchange.reply({ headers: replayHeadersOf(isReplay), text: answer });
  }

  /** Sends the lines of some jobs as soon as these are stored. The first ones may still fail as a whole. */
  private async stream(exchange: JobExchange, rerun: Rerun, by: Rerunning): Promise<void> {
    const lines = new StreamedLines(exchange);
    for (const part of partsOf(rerun.jobIds)) {
      if (lines.isOver) return;
      lines.write(await this.linesOf(part, rerun, by, lines.hasBegun));
    }
    lines.end();
  }

  private async linesOf(
    part: readonly string[],
    rerun: Rerun,
    by: Rerunning,
    hasBegun: boolean,
  ): Promise<string> {
    try {
      const items = await this.planned(part, rerun, by);
      const workspaceId = by.workspace.id;
      const batch = { workspaceId, key: undefined, items, answerOf: rerunLinesOf };
      return (await this.keeper.keep(batch)).answer;
    } catch (error) {
      if (!hasBegun) throw error;
      return rerunLinesOf(part.map(() => notNow()));
    }
  }

  private async all(rerun: Rerun, by: Rerunning): Promise<PlannedItem[]> {
    const items: PlannedItem[] = [];
    let heldBytes = 0;
    for (const part of partsOf(rerun.jobIds)) {
      for (const item of await this.planned(part, rerun, by)) {
        if (!(item instanceof JobProblem)) heldBytes += item.event.data.length;
        items.push(item);
      }
      if (heldBytes > MAX_HELD_BYTES) throw tooMuchAtOnce();
    }
    return items;
  }

  private async planned(
    part: readonly string[],
    rerun: Rerun,
    by: Rerunning,
  ): Promise<PlannedItem[]> {
    const ids = part.filter(isUuid).map((id) => id.toLowerCase());
    const jobs = await this.reads.jobs(this.database, by.workspace.id, ids, itsData);
    const byId = new Map(jobs.flatMap((job) => [[job.runId, job] as const, [job.row.id, job]]));
    return Promise.all(part.map((given) => problemIn(() => this.again(given, byId, rerun, by))));
  }

  private async again(
    given: string,
    byId: ReadonlyMap<Id, FoundJob>,
    rerun: Rerun,
    { who, workspace, requestId }: Rerunning,
  ): Promise<PlannedItem> {
    const id = jobIdOf(given);
    const job = byId.get(id);
    if (job === undefined) throw jobNotFound(id);
    demandReadable(who, job);
    const { row } = job;
    const options = rerun.optionsOf(row.taskPath);
    const task = await this.taskOf(job, workspace.id, options.useLatestVersion);
    demandRunRights(who, { path: task?.path ?? row.taskPath, tag: row.tag });
    if (task === undefined) throw goneTask(row.taskPath);
    demandEnabled(task);
    if (row.isErased) throw erased(id);
    const nowMs = this.clock.now();
    return newCallOf({
      workspaceId: workspace.id,
      task,
      who,
      query: {
        ...asItIs,
        tag: row.tag,
        parentJob: row.id,
        isInvisibleToOwner: !row.isVisibleToOwner,
      },
      data: orThrow(rerunDataOf(new RawJson(row.args), options.transforms)),
      isPreprocessed: row.isPreprocessed,
      requestId,
      nowMs,
      runAt: new Date(nowMs),
      replyTo: null,
    });
  }

  /** The task of a job, wherever it lies by now; a job that never rendered may have no version of its own. */
  private async taskOf(
    { row: { taskId: id, taskHash: hash } }: FoundJob,
    workspaceId: Id,
    useLatestVersion: boolean,
  ): Promise<CalledTask | undefined> {
    const isLatest = useLatestVersion || hash === '';
    return this.targets.task(workspaceId, isLatest ? { id } : { id, hash });
  }
}

function* partsOf(ids: readonly string[]): Iterable<readonly string[]> {
  for (let from = 0; from < ids.length; from += AT_ONCE) yield ids.slice(from, from + AT_ONCE);
}

const goneTask = (path: string): JobProblem =>
  new JobProblem('task_not_found', `the task of the job, once at ${path}, is deleted`);

const erased = (id: Id): JobProblem =>
  new JobProblem('job_not_found', `what the job ${id} ran on was erased`);

const notNow = (): JobProblem =>
  new JobProblem('unavailable', 'this cannot be served right now: try again in a second');

const tooMuchAtOnce = (): JobProblem =>
  new JobProblem(
    'body_too_large',
    'the data of these jobs are too large for one Idempotency-Key: send fewer at once',
  );
