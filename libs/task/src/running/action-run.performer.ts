import { actionNeedsOutside, performAction, type ActionOutcome } from '@millwright/action';
import type { ActionRunRequested } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import { claimWork, type Claim } from '@millwright/event';
import { MillwrightError, throughOutage, type Clock } from '@millwright/kernel';
import { admitAction } from '../lanes/admission.ts';
import { actionToPerform, type ActionToPerform } from '../runs/action-run.store.ts';
import { retryPolicyOf, type RetryPolicy } from '../runs/retry-policy.ts';
import type { PublishDue } from '../runs/publish-due.ts';
import type { WorkspaceSecrets, Workspaces } from '../workspaces.ts';
import type { EndEvents } from './end-events.ts';
import { finishActionRun } from './finish-action-run.ts';
import type { HeldWork } from './held-work.ts';
import type { InTransactionPerformer } from './perform-in-transaction.ts';
import { putBackAction } from './put-back-action.ts';
import { internalFault, runnersDied } from './run-outcome.ts';
import type { RunnableTask, TaskCatalogue } from './task-catalogue.ts';

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
  secrets: WorkspaceSecrets;
  endEvents: EndEvents;
  /** How long one attempt of an action may take in all. */
  timeLimitMs: number;
}

/** An action run that is this runner's until its lease ends. */
export interface ClaimedAction {
  request: ActionRunRequested;
  run: ActionToPerform;
  claim: Claim;
  /** The limit of its Workspace, under which it has taken a place. */
  workspaceLimit?: number | undefined;
}

/** Performs action runs that came by message. Its message is acked at the claim; from then on the lease keeps it. */
export class ActionRunPerformer {
  private readonly stopping = new AbortController();

  constructor(private readonly tools: ActionRunTools) {}

  /** Takes a due action run; undefined when there is nothing to take. */
  async claim(request: ActionRunRequested): Promise<ClaimedAction | undefined> {
    const { database, instanceId, held, workspaces } = this.tools;
    const { run_id: id, round, workspace_id: workspaceId } = request;
    const claimed = await database.transaction(async (tx) => {
      const { concurrencyLimit: limit } = await workspaces.factsOf(tx, workspaceId);
      if (!(await admitAction(tx, { id, round, workspaceId }, limit))) return undefined;
      const [claim, run] = await Promise.all([
        claimWork(tx, {
          kind: 'action',
          id: request.run_id,
          round: request.round,
          holder: instanceId,
          takeOver: false,
        }),
        actionToPerform(tx, request.workspace_id, request.run_id),
      ]);
      return claim && run && { request, run, claim, workspaceLimit: limit };
    });
    if (claimed !== undefined) held.hold(claimed.run.id);
    return claimed;
  }

  /** Performs a claimed action run and stores its end, or the time of its next attempt. */
  async perform(claimed: ClaimedAction): Promise<ActionOutcome> {
    try {
      return await this.performHeld(claimed);
    } catch (error) {
      if (error instanceof MillwrightError && error.retry) throw error;
      return await this.finish(claimed, faulty(error));
    } finally {
      if (!this.stopping.signal.aborted) this.tools.held.release(claimed.run.id);
    }
  }

  /** Gives up a claimed action run untried: it is due again after a while, and this claim counts as no attempt. */
  async putBack(claimed: ClaimedAction, afterMs: number): Promise<void> {
    const { database, clock, held, instanceId: holder, publish } = this.tools;
    const runAt = new Date(clock.now() + afterMs);
    try {
      void publish(
        await throughOutage(
          () => putBackAction(database, claimed, { holder, runAt }),
          this.stopping.signal,
        ),
      );
    } finally {
      // Where that came to nothing, its lease ends.
      held.release(claimed.run.id);
    }
  }

  private async performHeld(claimed: ClaimedAction): Promise<ActionOutcome> {
    const refusal = await throughOutage(() => this.refusalOf(claimed), this.stopping.signal);
    if (refusal !== undefined) return this.finish(claimed, refusal);
    if (!actionNeedsOutside(claimed.run.type)) return this.performInTransaction(claimed);
    const outcome = await this.performOutside(claimed);
    // Stopped in the middle: the run is handed back, not finished.
    if (this.stopping.signal.aborted && !outcome.ok) return outcome;
    return this.finish(claimed, outcome);
  }

  /** Ends what is under way: it is handed back unless it finishes by itself. */
  abort(): void {
    this.stopping.abort();
  }

  private performInTransaction(claimed: ClaimedAction): Promise<ActionOutcome> {
    const { request, run, claim } = claimed;
    return this.finishIn(claimed, (tx) =>
      this.tools.inTransaction.perform(tx, {
        ...run,
        workspaceId: request.workspace_id,
        startedAt: claim.startedAt,
      }),
    );
  }

  private async performOutside({ request, run, claim }: ClaimedAction): Promise<ActionOutcome> {
    const runnable = await this.tools.catalogue.latest(run.taskId, 1);
    const timeout = AbortSignal.timeout(this.tools.timeLimitMs);
    const { database, secrets } = this.tools;
    const scope = { workspaceId: request.workspace_id, taskRunId: run.taskRunId };
    const use = { actionRunId: run.id, taskId: run.taskId };
    return performAction(run.type, run.options, {
      ...this.tools.inTransaction.tools,
      workspaceId: request.workspace_id,
      eventId: run.eventId,
      taskId: run.taskId,
      taskRunId: run.taskRunId,
      actionRunId: run.id,
      round: run.round,
      startedAtMs: claim.startedAt.getTime(),
      shopifyApiVersion: runnable?.version.definition.shopify_api_version ?? null,
      secrets: { open: (reference) => secrets.secretBehind(database, reference, scope, use) },
      signal: AbortSignal.any([timeout, this.stopping.signal]),
    });
  }

  /** Why an action run whose task is gone or disabled, or that ends its runners, fails at once. */
  private async refusalOf({
    request,
    run,
    claim,
  }: ClaimedAction): Promise<ActionOutcome | undefined> {
    const runnable = await this.tools.catalogue.latest(run.taskId, 0);
    const retry = await this.retryOf(request, runnable);
    if (claim.attempt > retry.maxAttempts) return refused('lost', runnersDied(claim.attempt - 1));
    if (runnable === undefined) return refused('task_deleted', 'the task was deleted');
    if (runnable.task.enabled) return undefined;
    return refused('task_disabled', 'the task is disabled; enable it and retry the run');
  }

  private async retryOf(
    { workspace_id: workspaceId }: ActionRunRequested,
    runnable: RunnableTask | undefined,
  ): Promise<RetryPolicy> {
    const { database, workspaces } = this.tools;
    const { retry } = await workspaces.factsOf(database, workspaceId);
    return retryPolicyOf(runnable?.version.definition.retry, retry);
  }

  private finish(claimed: ClaimedAction, outcome: ActionOutcome): Promise<ActionOutcome> {
    return this.finishIn(claimed, () => Promise.resolve(outcome));
  }

  private finishIn(claimed: ClaimedAction, outcomeIn: OutcomeIn): Promise<ActionOutcome> {
    return throughOutage(() => this.finishOnce(claimed, outcomeIn), this.stopping.signal);
  }

  private async finishOnce(
    { request, run, claim, workspaceLimit }: ClaimedAction,
    outcomeIn: OutcomeIn,
  ): Promise<ActionOutcome> {
    const runnable = await this.tools.catalogue.latest(run.taskId, 1);
    const { outcome, messages } = await finishActionRun(this.tools.database, {
      run,
      claim,
      workspaceLimit,
      workspaceId: request.workspace_id,
      holder: this.tools.instanceId,
      retry: await this.retryOf(request, runnable),
      priority: runnable?.task.priority ?? 1,
      clock: this.tools.clock,
      endEvents: this.tools.endEvents,
      outcomeIn,
    });
    void this.tools.publish(messages);
    return outcome;
  }
}

type OutcomeIn = Parameters<typeof finishActionRun>[1]['outcomeIn'];

const refused = (code: string, message: string): ActionOutcome => ({
  ok: false,
  error: { code, message },
  retry: false,
});

const faulty = (error: unknown): ActionOutcome => ({
  ok: false,
  error: internalFault(error),
  retry: true,
});
