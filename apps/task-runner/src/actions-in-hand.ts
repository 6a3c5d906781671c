import type { ActionRunRequested } from '@millwright/contracts';
import { Slots } from '@millwright/kernel';
import type { Logger, Metrics } from '@millwright/observability';
import { type CounterMetric } from '@millwright/observability';
import type { ActionRunPerformer } from '@millwright/task';
import { type ClaimedAction } from '@millwright/task';

const FINISH_WITHIN_MS = 20_000;

/** The action runs that this runner is performing, as many at a time as it is allowed. */
export class ActionsInHand {
  private readonly slots: Slots;
  private readonly logger: Logger;
  private readonly performed: CounterMetric;

  constructor(
    private readonly performer: ActionRunPerformer,
    { logger, metrics, concurrency }: { logger: Logger; metrics: Metrics; concurrency: number },
  ) {
    this.logger = logger;
    this.slots = new Slots(concurrency);
    this.performed = metrics.counter('action_runs_total', 'Action runs performed', [
      'type',
      'outcome',
    ]);
  }

  /** Waits for a place, claims the run and answers; the performing goes on by itself. */
  async take(request: ActionRunRequested): Promise<void> {
    await this.slots.take();
    let claimed: ClaimedAction | undefined;
    try {
      claimed = await this.performer.claim(request);
    } finally {
      if (claimed === undefined) this.slots.give();
    }
    if (claimed !== undefined) void this.perform(claimed);
  }

  /** Lets what is under way finish; what takes too long is broken off, to be handed back. */
  async drain(): Promise<void> {
    const abort = setTimeout(() => this.performer.abort(), FINISH_WITHIN_MS);
    await this.slots.idle();
    clearTimeout(abort);
  }

  private async perform(claimed: ClaimedAction): Promise<void> {
    const { run, claim, request } = claimed;
    const startedAtMs = Date.now();
    try {
      const outcome = await this.performer.perform(claimed);
      const errorCode = outcome.ok ? null : outcome.error.code;
      this.performed.inc({ type: run.type, outcome: errorCode ?? 'succeeded' });
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
