import { Database } from '@millwright/database';
import {
  isKeyKnown,
  queueLimitOf,
  queueRefusalOf,
  QueueStates,
  type CalledWorkspace,
  type CallMode,
  type KeyOfCall,
} from '@millwright/job';
import { Injectable } from '@nestjs/common';
import { Waits } from '../waits/waits.ts';

/** Calls that are to be made. */
export interface QueuedCalls {
  readonly mode: CallMode;
  readonly workspace: CalledWorkspace;
  /** The caller's own limit. */
  readonly queueLimit: number | undefined;
  /** Their idempotency key. */
  readonly key: KeyOfCall | undefined;
  /** How many there are to be; default 1. */
  readonly calls?: number;
}

/** Holds calls against what their Workspace's queue can take. */
@Injectable()
export class CallLimits {
  private readonly queues: QueueStates;

  constructor(
    private readonly database: Database,
    private readonly waits: Waits,
  ) {
    this.queues = new QueueStates(database);
  }

  /**
   * What an idempotency key leads to is there already, and makes no queue longer.
   * @throws JobProblem when the queue would become too long; DatabaseUnavailableError
   */
  async demandShortQueue({
    mode,
    workspace,
    queueLimit,
    key,
    calls = 1,
  }: QueuedCalls): Promise<void> {
    const { id, settings } = workspace;
    const { queue_limit: all, queue_limit_wait_result: waiting } = settings;
    const limit = queueLimitOf(mode, { query: queueLimit, all, waiting });
    if (limit === undefined || calls === 0) return;
    const { due, ...state } = await this.queues.of(id);
    const queued = due + this.waits.queuedIn(id);
    const refusal = queueRefusalOf(limit, { ...state, due: queued }, calls);
    if (refusal === undefined) return;
    const isReplay = key !== undefined && (await isKeyKnown(this.database, id, key));
    if (!isReplay) throw refusal;
  }
}
