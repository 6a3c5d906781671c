import { actionNamed } from '@millwright/action';
import type { ActionRunRequested } from '@millwright/contracts';
import { Slots } from '@millwright/kernel';
import type { CounterMetric, Logger, Metrics } from '@millwright/observability';
import type { ActionRunPerformer, ClaimedAction } from '@millwright/task';
import { RunnerStoppingError } from './runner.errors.ts';

/** With the hand-back behind it well within the 30 s that a process has for its end. */
const FINISH_WITHIN_MS = 18_000;

/** The action runs that this runner is performing, as many at a time as it is allowed. */
export class ActionsInHand {
  private readonly slots: Slots;
  private readonly logger: Logger;
  private readonly performed: CounterMetric;
  private readonly waiting = new Set<() => void>();
  private isStopping = false;
  private abortTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly performer: ActionRunPerformer,
    { logger, metrics, concurrency }: { logger: Logger; metrics: Metrics; concurrency: number },
  ) {
    this.logger = logger;
    this.slots = new Slots(concurrency);
    this.performed = metrics.counter('millwright_action_runs_total', 'Action runs performed', [
      'type',
      'outcome',
    ]);
  }

  /** Waits for a place, claims the run and answers; the performing goes on by itself. */
  async take(request: ActionRunRequested): Promise<void> {
    await this.place();
    let claimed: ClaimedAction | undefined;
    try {
      claimed = await this.performer.claim(request);
    } finally {
      if (claimed === undefined) this.slots.give();
    }
    if (claimed !== undefined) void this.perform(claimed);
  }

  /** Claims no more: who waits for a place is sent away. What is under way has a while to finish. */
  stopTaking(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    for (const sendAway of this.waiting) sendAway();
    this.abortTimer = setTimeout(() => this.performer.abort(), FINISH_WITHIN_MS);
  }

  /** Lets what is under way finish; what takes too long is broken off, to be handed back. */
  async drain(): Promise<void> {
    this.stopTaking();
    await this.slots.idle();
    clearTimeout(this.abortTimer);
  }

  /** @throws RunnerStoppingError */
  private async place(): Promise<void> {
    if (this.isStopping) throw new RunnerStoppingError();
    await new Promise<void>((resolve, reject) => {
      const sendAway = (): void => reject(new RunnerStoppingError());
      this.waiting.add(sendAway);
      void this.slots.take().then(() => {
        this.waiting.delete(sendAway);
        if (!this.isStopping) return resolve();
        this.slots.give();
        sendAway();
      });
    });
  }

  private async perform(claimed: ClaimedAction): Promise<void> {
    const { run, claim, request } = claimed;
    const startedAtMs = Date.now();
    try {
      const outcome = await this.performer.perform(claimed);
      const errorCode = outcome.ok ? null : outcome.error.code;
      this.performed.inc({
        type: actionNamed(run.type)?.name ?? 'unknown',
        outcome: errorCode ?? 'succeeded',
      });
      this.logger.info({
        message: 'action_run.performed',
        workspace_id: request.workspace_id,
        event_id: run.eventId,
        task_run_id: run.taskRunId,
        action_run_id: run.id,
        type: run.type,
        attempt: claim.attempt,
        error_code: errorCode,
        duration_ms: Date.now() - startedAtMs,
      });
    } catch (error) {
      // Its lease ends, and the reconciler makes it due again.
      this.logger.error({ message: 'action_run.not_recorded', action_run_id: run.id, error });
    } finally {
      this.slots.give();
    }
  }
}
