import type { TaskRunRequested } from '@millwright/contracts';
import { DatabaseUnavailableError } from '@millwright/database';
import { claimWork, type Claim } from '@millwright/event';
import { Batcher, MillwrightError, type Clock, type Id, type RawJson } from '@millwright/kernel';
import type { NewCall } from '@millwright/job';
import type { RunError } from '@millwright/liquid';
import { TaskRunAdmission } from '../lanes/admission.ts';
import { gatesOf, type Place } from '../lanes/lane.ts';
import { LaneNamer } from '../lanes/lane-namer.ts';
import type { PublishDue } from '../runs/publish-due.ts';
import { retryPolicyOf } from '../runs/retry-policy.ts';
import { startedMessages } from '../runs/watcher-messages.ts';
import type { WorkspaceFacts } from '../workspaces.ts';
import type { EndEvents } from './end-events.ts';
import { finishCallsAtOnce } from './finish-calls-at-once.ts';
import { finishTaskRuns } from './finish-task-runs.ts';
import type { RenderedTaskRun } from './rendered-task-run.ts';
import type { HeldWork } from './held-work.ts';
import type { InTransactionPerformer } from './perform-in-transaction.ts';
import { CallRecord } from './call-record.ts';
import { LateClaim } from './late-claim.ts';
import {
  failedWith,
  internalFault,
  runnersDied,
  verdictOf,
  type TaskRunVerdict,
} from './run-outcome.ts';
import type { RunnableTask, TaskCatalogue } from './task-catalogue.ts';
import { refused, TaskRunRendering, type RenderingTools } from './task-run.rendering.ts';

/** A run that takes longer is written as started, so that it can be seen and is known to be in hand. */
const CLAIM_AFTER_MS = 100;
const FINISH_AT_ONCE = 200;

/** What a task runner is made of. */
export interface TaskRunTools extends RenderingTools {
  catalogue: TaskCatalogue;
  actions: InTransactionPerformer;
  held: HeldWork;
  clock: Clock;
  instanceId: string;
  endEvents: EndEvents;
  /** Publishes what became due; failing is no loss, since the rows are there. */
  publish: PublishDue;
}

/** What came of one request, for the log line. */
export interface TaskRunReport {
  task: string | undefined;
  errorCode: string | null;
  actions: number;
  durationMs: number;
}

/**
 * Renders task runs and stores what comes of them. Runs are rendered without a claim while they are short: who gets
 * to store the end first has performed it, everybody else's rendering had no effect.
 */
export class TaskRunPerformer {
  private readonly rendering: TaskRunRendering;
  private readonly finishing: Batcher<RenderedTaskRun, TaskRunVerdict>;
  private readonly admission: TaskRunAdmission;
  /** What is being rendered, so that it can be stopped. */
  private readonly underWay = new Map<Id, { round: number; stop: AbortController }>();

  constructor(private readonly tools: TaskRunTools) {
    this.finishing = new Batcher({ maxItems: FINISH_AT_ONCE, concurrency: 2 }, (runs) =>
      this.finish(runs),
    );
    this.rendering = new TaskRunRendering(tools);
    this.admission = new TaskRunAdmission(tools.database, new LaneNamer(tools));
  }

  /** Performs one task run; resolves when its end is committed, or when it turns out not to be ours. */
  async perform(
    request: TaskRunRequested,
    data: RawJson | undefined,
    { redelivered, call }: { redelivered: boolean; call?: NewCall | undefined },
  ): Promise<TaskRunReport | undefined> {
    const { tools } = this;
    const record = new CallRecord(tools.database, call);
    const startedAt = new Date(tools.clock.now());
    // A message that comes again was in the hands of somebody who is gone; one that does not come from routing may be
    // about such a run. Their attempts are counted before they are rendered: rendering may be what ends runners.
    const isFirst = !redelivered && request.task_version > 0;
    const runnable = await this.runnableOf(request);
    const facts = await tools.workspaces.factsOf(tools.database, request.workspace_id);
    const arrival = { runnable, facts, isFirst, takeOver: redelivered, record };
    const entry = await this.enter(request, arrival);
    if (entry === undefined) return undefined;
    const { taken, places, error } = entry;
    const stop = new AbortController();
    const late = new LateClaim(CLAIM_AFTER_MS, {
      claim: () => this.claim(request, false, record),
      // It was cancelled, or somebody else has it: what it would come to is nobody's.
      lost: () => stop.abort(),
      taken,
    });
    this.underWay.set(request.run_id, { round: request.round, stop });
    try {
      const definition = runnable?.version.definition;
      const retry = retryPolicyOf(definition?.retry, facts.retry);
      const isPoison = taken !== undefined && taken.attempt > retry.maxAttempts;
      const rendered = isPoison
        ? refused('lost', runnersDied(taken.attempt - 1))
        : error !== undefined
          ? { ok: false as const, error, logs: [] }
          : await this.rendering.render(request, data, runnable, stop.signal);
      const claim = await late.settle();
      if (claim === 'lost' || stop.signal.aborted) return undefined;
      const stoppedAt = new Date(tools.clock.now());
      const verdict = await this.finishing.add({
        id: request.run_id,
        round: request.round,
        workspaceId: request.workspace_id,
        eventId: request.event_id,
        taskId: request.task_id,
        priority: runnable?.task.priority ?? 1,
        taskVersion: runnable?.version.version ?? null,
        taskHash: runnable?.version.hash ?? null,
        inSequence: definition?.perform_action_runs_in_sequence ?? false,
        haltOnError: definition?.halt_action_run_sequence_on_error ?? false,
        retry,
        claim,
        places,
        holder: tools.instanceId,
        startedAt: firstStart(startedAt, claim),
        stoppedAt,
        verdict: verdictOf(rendered),
        call: record.unstored,
      });
      return {
        task: runnable?.task.path,
        errorCode: verdict.error?.code ?? null,
        actions: verdict.actions.length,
        durationMs: stoppedAt.getTime() - startedAt.getTime(),
      };
    } finally {
      if (this.underWay.get(request.run_id)?.stop === stop) this.underWay.delete(request.run_id);
      if ((await late.end()) !== undefined) tools.held.release(request.run_id);
    }
  }

  /** Stops the render of a run that was cancelled: nothing will be stored of it. */
  stop({ run_id: id, round }: { run_id: Id; round: number }): void {
    const rendering = this.underWay.get(id);
    if (rendering?.round === round) rendering.stop.abort();
  }

  /** What may be performed now, claimed where that is called for; undefined when it has to wait, or is not ours. */
  private async enter(
    request: TaskRunRequested,
    { runnable, facts, isFirst, takeOver, record }: Arrival,
  ): Promise<Entry | undefined> {
    const gates = gatesOf(runnable, facts);
    if (gates === undefined || runnable === undefined) {
      if (isFirst) return { taken: undefined, places: [] };
      const taken = await this.claim(request, takeOver, record);
      return taken && { taken, places: [] };
    }
    await record.store();
    const { run_id: id, round, event_id: eventId, workspace_id: workspaceId } = request;
    const holder = this.tools.instanceId;
    const admitted = await this.admission.enter({
      ...{ id, round, eventId, workspaceId, runnable, facts, gates, holder, takeOver },
    });
    if (admitted === undefined) return undefined;
    if ('error' in admitted) return { taken: undefined, places: [], error: admitted.error };
    this.tools.held.hold(id);
    this.tellStarted(id, admitted.claim);
    return { taken: admitted.claim, places: admitted.places };
  }

  private async claim(
    { run_id: id, round }: TaskRunRequested,
    takeOver: boolean,
    record: CallRecord,
  ): Promise<Claim | undefined> {
    const { database, instanceId, held } = this.tools;
    await record.store();
    const claim = await claimWork(database, {
      kind: 'task',
      id,
      round,
      holder: instanceId,
      takeOver,
    });
    if (claim === undefined) return undefined;
    held.hold(id);
    this.tellStarted(id, claim);
    return claim;
  }

  private tellStarted(id: Id, { watchers }: Claim): void {
    void this.tools.publish(startedMessages(watchers, id));
  }

  private runnableOf(request: TaskRunRequested): Promise<RunnableTask | undefined> {
    const { catalogue } = this.tools;
    const { task_id: id, task_version: version, pinned_version: pinned } = request;
    return pinned === undefined ? catalogue.latest(id, version) : catalogue.pinned(id, pinned);
  }

  /**
   * Stores runs together; when that fails for another reason than a lost connection one by one, so that a bad one
   * harms no neighbour. What cannot be stored as it was rendered fails.
   */
  private async finish(runs: readonly RenderedTaskRun[]): Promise<TaskRunVerdict[]> {
    try {
      await this.store(runs);
      return runs.map(({ verdict }) => verdict);
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw error;
      const verdicts: TaskRunVerdict[] = [];
      for (const run of runs) verdicts.push(await this.finishAlone(run));
      return verdicts;
    }
  }

  private async finishAlone(run: RenderedTaskRun): Promise<TaskRunVerdict> {
    try {
      await this.store([run]);
      return run.verdict;
    } catch (error) {
      if (error instanceof MillwrightError && error.retry) throw error;
      const verdict = failedWith(internalFault(error));
      await this.store([{ ...run, verdict }]);
      return verdict;
    }
  }

  private async store(runs: readonly RenderedTaskRun[]): Promise<void> {
    const { database, actions, endEvents, publish } = this.tools;
    const { rest, messages } = await finishCallsAtOnce(database, actions, runs);
    // Not awaited: the message that brought the run may be acked, for the rows are committed.
    void publish(messages);
    if (rest.length > 0) void publish(await finishTaskRuns(database, actions, rest, endEvents));
  }
}

/** A run that was in other hands before started when the first of them claimed it. */
const firstStart = (startedAt: Date, claim: Claim | undefined): Date =>
  claim !== undefined && claim.startedAt < startedAt ? claim.startedAt : startedAt;

/** A run whose turn it may be. */
interface Arrival {
  runnable: RunnableTask | undefined;
  facts: WorkspaceFacts;
  /** Whether it comes from routing, for the first time. */
  isFirst: boolean;
  takeOver: boolean;
  record: CallRecord;
}

/** A run whose turn it is; with an error it fails at once. */
interface Entry {
  taken: Claim | undefined;
  places: readonly Place[];
  error?: RunError;
}
