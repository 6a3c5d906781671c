import type { EventEnvelope, TaskRunRequested } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import type { EventStore } from '@millwright/event';
import { claimWork, type Claim } from '@millwright/event';
import { Batcher, type Clock, type Id, type RawJson } from '@millwright/kernel';
import {
  defaultRenderLimits,
  type LiquidPool,
  type RenderHost,
  type RunError,
} from '@millwright/liquid';
import type { PublishDue } from '../runs/publish-due.ts';
import type { Workspaces } from '../workspaces.ts';
import { finishTaskRuns, type RenderedTaskRun } from './finish-task-runs.ts';
import type { HeldWork } from './held-work.ts';
import type { InTransactionPerformer } from './perform-in-transaction.ts';
import { renderContextOf } from './render-context.ts';
import { runnersDied, verdictOf } from './run-outcome.ts';
import type { RunnableTask, TaskCatalogue } from './task-catalogue.ts';

/** A run that takes longer is written as started, so that it can be seen and is known to be in hand. */
const CLAIM_AFTER_MS = 100;
const FINISH_AT_ONCE = 50;

/** What a task runner is made of. */
export interface TaskRunTools {
  database: Database;
  events: EventStore;
  catalogue: TaskCatalogue;
  liquid: LiquidPool;
  workspaces: Workspaces;
  actions: InTransactionPerformer;
  held: HeldWork;
  clock: Clock;
  instanceId: string;
  /** The `cache` object of a Workspace's scripts. */
  cacheOf(workspaceId: Id): RenderHost;
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
  private readonly finishing: Batcher<RenderedTaskRun, void>;

  constructor(private readonly tools: TaskRunTools) {
    this.finishing = new Batcher({ maxItems: FINISH_AT_ONCE, concurrency: 2 }, (runs) =>
      this.finish(runs),
    );
  }

  /** Performs one task run; resolves when its end is committed, or when it turns out not to be ours. */
  async perform(
    request: TaskRunRequested,
    data: RawJson | undefined,
    { redelivered }: { redelivered: boolean },
  ): Promise<TaskRunReport | undefined> {
    const { tools } = this;
    const startedAt = new Date(tools.clock.now());
    // A message that comes again was in the hands of somebody who is gone.
    const taken = redelivered ? await this.claim(request, true) : undefined;
    if (redelivered && taken === undefined) return undefined;
    const late = new LateClaim(CLAIM_AFTER_MS, () => this.claim(request, false), taken);
    try {
      const runnable = await tools.catalogue.latest(request.task_id, request.task_version);
      const { retry } = await tools.workspaces.factsOf(tools.database, request.workspace_id);
      const isPoison = taken !== undefined && taken.attempt > retry.maxAttempts;
      const rendered = isPoison
        ? refused('lost', runnersDied(taken.attempt - 1))
        : await this.render(request, data, runnable);
      const claim = await late.settle();
      if (claim === 'lost') return undefined;
      const definition = runnable?.version.definition;
      const stoppedAt = new Date(tools.clock.now());
      const verdict = verdictOf(rendered);
      await this.finishing.add({
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
        retry: definition?.retry ? { ...retry, ...retryOf(definition.retry) } : retry,
        claim,
        holder: tools.instanceId,
        startedAt,
        stoppedAt,
        verdict,
      });
      return {
        task: runnable?.task.path,
        errorCode: verdict.error?.code ?? null,
        actions: verdict.actions.length,
        durationMs: stoppedAt.getTime() - startedAt.getTime(),
      };
    } finally {
      late.stop();
      tools.held.release(request.run_id);
    }
  }

  private async render(
    request: TaskRunRequested,
    data: RawJson | undefined,
    runnable: RunnableTask | undefined,
  ) {
    if (runnable === undefined) return refused('task_deleted', 'the task was deleted');
    if (!runnable.task.enabled) {
      return refused('task_disabled', 'the task is disabled; enable it and retry the run');
    }
    const event = await this.eventOf(request, data);
    if (event === undefined) return refused('internal', 'the event of this run has no row');
    const { database, workspaces } = this.tools;
    const facts = await workspaces.factsOf(database, request.workspace_id);
    return this.tools.liquid.render(
      {
        templateKey: runnable.version.hash,
        source: runnable.version.definition.script,
        context: renderContextOf(event, runnable, facts),
        limits: defaultRenderLimits,
      },
      this.tools.cacheOf(request.workspace_id),
    );
  }

  private async eventOf(
    request: TaskRunRequested,
    data: RawJson | undefined,
  ): Promise<{ envelope: EventEnvelope; data: RawJson } | undefined> {
    if (request.event !== undefined && data !== undefined) return { envelope: request.event, data };
    const [event] = await this.tools.events.eventsOf(this.tools.database, [request.event_id]);
    return event;
  }

  private async claim(request: TaskRunRequested, takeOver: boolean): Promise<Claim | undefined> {
    const { database, instanceId, held } = this.tools;
    const { run_id: id, round } = request;
    const claim = await claimWork(database, {
      kind: 'task',
      id,
      round,
      holder: instanceId,
      takeOver,
    });
    if (claim !== undefined) held.hold(id);
    return claim;
  }

  private async finish(runs: RenderedTaskRun[]): Promise<void[]> {
    const { database, actions } = this.tools;
    const messages = await finishTaskRuns(database, actions, runs);
    // Not awaited: the message that brought the run may be acked, for the rows are committed.
    void this.tools.publish(messages);
    return runs.map(() => undefined);
  }
}

/** Claims a run that takes its time; `settle` says with which claim to finish, or that it was lost meanwhile. */
class LateClaim {
  private pending: Promise<Claim | undefined> | undefined;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    afterMs: number,
    claim: () => Promise<Claim | undefined>,
    private readonly taken: Claim | undefined,
  ) {
    if (taken !== undefined) return;
    this.timer = setTimeout(() => {
      this.pending = claim();
      // Awaited in settle(); a failure until then is nobody's.
      this.pending.catch(() => undefined);
    }, afterMs);
  }

  async settle(): Promise<Claim | undefined | 'lost'> {
    this.stop();
    if (this.taken !== undefined) return this.taken;
    if (this.pending === undefined) return undefined;
    return (await this.pending) ?? 'lost';
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

const refused = (
  code: string,
  message: string,
): { ok: false; error: RunError; logs: string[] } => ({
  ok: false,
  error: { code, message },
  logs: [],
});

const retryOf = (retry: { max_attempts?: number; delays_seconds?: number[] }) => ({
  ...(retry.max_attempts === undefined ? {} : { maxAttempts: retry.max_attempts }),
  ...(retry.delays_seconds === undefined ? {} : { delaysSeconds: retry.delays_seconds }),
});
