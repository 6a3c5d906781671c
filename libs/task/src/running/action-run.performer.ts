import { actionNeedsOutside, performAction, type ActionOutcome } from '@millwright/action';
import type { ActionRunRequested } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import { claimWork, type Claim } from '@millwright/event';
import type { Clock } from '@millwright/kernel';
import { actionToPerform, type ActionToPerform } from '../runs/action-run.store.ts';
import type { PublishDue } from '../runs/publish-due.ts';
import type { Workspaces } from '../workspaces.ts';
import { finishActionRun } from './finish-action-run.ts';
import type { HeldWork } from './held-work.ts';
import type { InTransactionPerformer } from './perform-in-transaction.ts';
import { runnersDied } from './run-outcome.ts';
import type { TaskCatalogue } from './task-catalogue.ts';

/** How long one action run may take in all. */
export const ACTION_TIME_LIMIT_MS = 600_000;

/** What an action runner is made of. */
export interface ActionRunTools {
  database: Database;
  catalogue: TaskCatalogue;
  workspaces: Workspaces;
  inTransaction: InTransactionPerformer;
  held: HeldWork;
  clock: Clock;
  instanceId: string;
  publish: PublishDue;
}

/** An action run that is this runner's until its lease ends. */
export interface ClaimedAction {
  request: ActionRunRequested;
  run: ActionToPerform;
  claim: Claim;
}

/** Performs action runs that came by message. Its message is acked at the claim; from then on the lease keeps it. */
export class ActionRunPerformer {
  private readonly stopping = new AbortController();

  constructor(private readonly tools: ActionRunTools) {}

  /** Takes a due action run; undefined when there is nothing to take. */
  async claim(request: ActionRunRequested): Promise<ClaimedAction | undefined> {
    const { database, instanceId, held } = this.tools;
    return database.transaction(async (tx) => {
      const claim = await claimWork(tx, {
        kind: 'action',
        id: request.run_id,
        round: request.round,
        holder: instanceId,
        takeOver: false,
      });
      if (claim === undefined) return undefined;
      const run = await actionToPerform(tx, request.workspace_id, request.run_id);
      if (run === undefined) return undefined;
      held.hold(run.id);
      return { request, run, claim };
    });
  }

  /** Performs a claimed action run and stores its end, or the time of its next attempt. */
  async perform(claimed: ClaimedAction): Promise<ActionOutcome> {
    const { run } = claimed;
    try {
      const refusal = await this.refusalOf(claimed);
      if (refusal !== undefined) return await this.finish(claimed, () => Promise.resolve(refusal));
      if (!actionNeedsOutside(run.type)) return await this.performInTransaction(claimed);
      const outcome = await this.performOutside(claimed);
      // Stopped in the middle: the run is handed back, not finished.
      if (this.stopping.signal.aborted && !outcome.ok) return outcome;
      return await this.finish(claimed, () => Promise.resolve(outcome));
    } finally {
      if (!this.stopping.signal.aborted) this.tools.held.release(run.id);
    }
  }

  /** Ends what is under way: it is handed back unless it finishes by itself. */
  abort(): void {
    this.stopping.abort();
  }

  private performInTransaction(claimed: ClaimedAction): Promise<ActionOutcome> {
    const { request, run, claim } = claimed;
    return this.finish(claimed, (tx) =>
      this.tools.inTransaction.perform(tx, {
        ...run,
        workspaceId: request.workspace_id,
        startedAt: claim.startedAt,
      }),
    );
  }

  private performOutside({ request, run, claim }: ClaimedAction): Promise<ActionOutcome> {
    const timeout = AbortSignal.timeout(ACTION_TIME_LIMIT_MS);
    return performAction(run.type, run.options, {
      ...this.tools.inTransaction.tools,
      workspaceId: request.workspace_id,
      eventId: run.eventId,
      taskId: run.taskId,
      taskRunId: run.taskRunId,
      actionRunId: run.id,
      round: run.round,
      startedAtMs: claim.startedAt.getTime(),
      signal: AbortSignal.any([timeout, this.stopping.signal]),
    });
  }

  /** Why an action run whose task is gone or disabled, or that ends its runners, fails at once. */
  private async refusalOf({
    request,
    run,
    claim,
  }: ClaimedAction): Promise<ActionOutcome | undefined> {
    const { database, workspaces } = this.tools;
    const { retry } = await workspaces.factsOf(database, request.workspace_id);
    if (claim.attempt > retry.maxAttempts) return refused('lost', runnersDied(claim.attempt - 1));
    const runnable = await this.tools.catalogue.latest(run.taskId, 0);
    if (runnable === undefined) return refused('task_deleted', 'the task was deleted');
    if (runnable.task.enabled) return undefined;
    return refused('task_disabled', 'the task is disabled; enable it and retry the run');
  }

  private async finish(
    { request, run, claim }: ClaimedAction,
    outcomeIn: Parameters<typeof finishActionRun>[1]['outcomeIn'],
  ): Promise<ActionOutcome> {
    const { retry } = await this.tools.workspaces.factsOf(
      this.tools.database,
      request.workspace_id,
    );
    const runnable = await this.tools.catalogue.latest(run.taskId, 1);
    const definition = runnable?.version.definition;
    const { outcome, messages } = await finishActionRun(this.tools.database, {
      run,
      claim,
      workspaceId: request.workspace_id,
      holder: this.tools.instanceId,
      retry,
      haltOnError: definition?.halt_action_run_sequence_on_error ?? false,
      priority: runnable?.task.priority ?? 1,
      clock: this.tools.clock,
      outcomeIn,
    });
    void this.tools.publish(messages);
    return outcome;
  }
}

const refused = (code: string, message: string): ActionOutcome => ({
  ok: false,
  error: { code, message },
  retry: false,
});
