import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import {
  JobProblem,
  queueLimitOf,
  queueRefusalOf,
  QueueStates,
  type CalledWorkspace,
  type CallMode,
} from '@millwright/job';
import { Inject, Injectable } from '@nestjs/common';
import { Waits } from '../waits/waits.ts';

/** Holds calls against what this instance and their Workspace's queue can take. */
@Injectable()
export class CallLimits {
  private readonly queues: QueueStates;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    database: Database,
    private readonly waits: Waits,
  ) {
    this.queues = new QueueStates(database);
  }

  /** @throws JobProblem when too many wait here already */
  demandRoom(mode: CallMode): void {
    const { maxWaiting } = this.config.calls;
    if (mode === 'async' || this.waits.size < maxWaiting) return;
    throw new JobProblem(
      'too_many_waiting',
      `${maxWaiting} calls wait for their results already: try again in a second, or call run/…`,
    );
  }

  /**
   * `queueLimit`: the caller's own. `calls`: how many there are to be.
   * @throws JobProblem when the queue would become too long; DatabaseUnavailableError
   */
  async demandShortQueue(
    mode: CallMode,
    { id, settings }: CalledWorkspace,
    queueLimit: number | undefined,
    calls = 1,
  ): Promise<void> {
    const { queue_limit: all, queue_limit_wait_result: waiting } = settings;
    const limit = queueLimitOf(mode, { query: queueLimit, all, waiting });
    if (limit === undefined || calls === 0) return;
    const { due, ...state } = await this.queues.of(id);
    const queued = due + this.waits.queuedIn(id);
    const refusal = queueRefusalOf(limit, { ...state, due: queued }, calls);
    if (refusal !== undefined) throw refusal;
  }
}
