import { actionNamed, actionTarget } from '@millwright/action';
import type { ActionRunRequested } from '@millwright/contracts';
import { Slots } from '@millwright/kernel';
import type { CounterMetric, Logger, Metrics } from '@millwright/observability';
import type { ActionRunPerformer, ClaimedAction } from '@millwright/task';
import { RunnerStoppingError } from './runner.errors.ts';
import { type TargetPlace, TargetPlaces } from './target-places.ts';

/** With the hand-back behind it well within the 30 s that a process has for its end. */
const FINISH_WITHIN_MS = 18_000;
/** Of the places of a runner, one target gets so much. */
const SHARE = 0.25;

/**
 * The action runs that this runner is performing, as many at a time as it is allowed, and of those that ask the same
 * host or account a share: one that hangs does not keep the others from their actions.
 */
export class ActionsInHand {
  private readonly slots: Slots;
  private readonly targets: TargetPlaces;
  /** Claimed, and neither performed nor put back yet. */
  private readonly begun = new Set<Promise<void>>();
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
    this.targets = new TargetPlaces(Math.max(1, Math.floor(concurrency * SHARE)));
    this.performed = metrics.counter('millwright_action_runs_total', 'Action runs performed', [
      'type',
      'outcome',
    ]);
  }

  /**
   * Waits for a place, claims the run and answers; the performing goes on by itself. A run whose target has no place
   * waits a moment for its turn, without one, or is put back until later.
   */
  async take(request: ActionRunRequested): Promise<void> {
    await this.place();
    let claimed: ClaimedAction | undefined;
    try {
      claimed = await this.performer.claim(request);
    } finally {
      if (claimed === undefined) this.slots.give();
    }
    if (claimed === undefined) return;
    const beginning = this.begin(claimed);
    this.begun.add(beginning);
    await beginning.finally(() => this.begun.delete(beginning));
  }

  /** Claims no more: who waits for a place is sent away. What is under way has a while to finish. */
  stopTaking(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    for (const sendAway of this.waiting) sendAway();
    this.targets.close();
    this.abortTimer = setTimeout(() => this.performer.abort(), FINISH_WITHIN_MS);
  }

  /** Lets what is under way finish; what takes too long is broken off, to be handed back. */
  async drain(): Promise<void> {
    this.stopTaking();
    await this.slots.idle();
    await Promise.allSettled(this.begun);
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

  private async begin(claimed: ClaimedAction): Promise<void> {
    const { run, request } = claimed;
    const target = actionTarget(run.type, run.options, request.workspace_id);
    if (target === undefined) return void this.perform(claimed);
    let place = this.targets.enter(target);
    if (place === undefined) {
      this.slots.give();
      place = this.isStopping ? undefined : await this.targets.turn(target);
    }
    if (place !== undefined) return void this.perform(claimed, place);
    await this.performer.putBack(claimed, this.isStopping ? 0 : this.targets.delayMs(target));
  }

  private async perform(claimed: ClaimedAction, place?: TargetPlace): Promise<void> {
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
      const isHandedOn = place !== undefined && this.targets.leave(place);
      if (!isHandedOn) this.slots.give();
    }
  }
}
