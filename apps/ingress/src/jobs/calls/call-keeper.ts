import type { Config } from '@millwright/config';
import { encodeMessage, taskCalled } from '@millwright/contracts';
import { Database, DatabaseUnavailableError } from '@millwright/database';
import { INLINE_LIMIT_BYTES, taskRunMessage } from '@millwright/event';
import { CONFIG } from '@millwright/host';
import { storeCalls, takeJobId, takeKey, type NewCall } from '@millwright/job';
import { Batcher } from '@millwright/kernel';
import { MessageBus, type OutgoingMessage } from '@millwright/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { namesOf, type JobNames, type PlannedCall } from './planned-call.ts';

const STORED_AT_ONCE = 200;
const CONCURRENT_BATCHES = 2;

/** Keeps calls so that none is lost: as rows, or as messages whose sender waits for the answer. */
@Injectable()
export class CallKeeper {
  private readonly commitsFirst: boolean;
  private readonly batches: Batcher<NewCall, unknown>;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly bus: MessageBus,
  ) {
    this.commitsFirst = config.intake.mode === 'database';
    const concurrency = database.isEmbedded ? 1 : CONCURRENT_BATCHES;
    this.batches = new Batcher({ maxItems: STORED_AT_ONCE, concurrency }, (calls) =>
      this.storeTogether(calls),
    );
  }

  /** Stores a call as rows, or finds the job that its idempotency key led to. @throws JobProblem */
  async store({ call, key }: PlannedCall): Promise<JobNames> {
    if (key === undefined && call.jobId === null) {
      const failure = await this.batches.add(call);
      if (failure !== undefined) throw failure;
      return namesOf(call);
    }
    return this.database.transaction(async (tx) => {
      const earlier = key && (await takeKey(tx, call, key));
      if (earlier !== undefined) return { ...earlier, isReplay: true };
      if (call.jobId !== null) await takeJobId(tx, call, call.jobId);
      await storeCalls(tx, [call]);
      return namesOf(call);
    });
  }

  /** Sends a stored call that is due to a runner. What does not get through is published by the reconciler. */
  send(call: NewCall): void {
    if (call.isScheduled) return;
    const message = call.replyTo === null ? runMessage(call) : callMessage(call, true);
    void this.bus.publish(message).catch(() => undefined);
  }

  /** Whether a call that is waited for has to be stored before it is sent. */
  mustStoreFirst({ call, key }: PlannedCall): boolean {
    if (this.commitsFirst || key !== undefined || call.jobId !== null) return true;
    return call.event.data.length > INLINE_LIMIT_BYTES;
  }

  /** Sends a call that has no row yet; with the broker away it is stored instead. */
  async sendOrStore(planned: PlannedCall): Promise<void> {
    try {
      await this.bus.publish(callMessage(planned.call, false));
    } catch {
      await this.store(planned);
    }
  }

  /** Together, and one by one where that fails, so that one call cannot take others down. */
  private async storeTogether(calls: readonly NewCall[]): Promise<unknown[]> {
    try {
      await storeCalls(this.database, calls);
      return calls.map(() => undefined);
    } catch (error) {
      if (calls.length === 1 || error instanceof DatabaseUnavailableError) throw error;
      return (await Promise.all(calls.map((call) => this.storeAlone(call)))).flat();
    }
  }

  private storeAlone(call: NewCall): Promise<unknown[]> {
    return this.storeTogether([call]).catch((error: unknown) => [error]);
  }
}

/** A call that nobody waits for is due work like any other. */
const runMessage = (call: NewCall): OutgoingMessage =>
  taskRunMessage(
    {
      run_id: call.runId,
      round: 0,
      workspace_id: call.event.envelope.workspace_id,
      event_id: call.event.envelope.id,
      task_id: call.taskId,
      task_version: call.taskVersion,
      ...(call.isPinned && { pinned_version: call.taskVersion }),
    },
    call.facts.priority,
    call.event,
  );

function callMessage(call: NewCall, stored: boolean): OutgoingMessage {
  const { envelope, data } = call.event;
  const isSmall = data.length <= INLINE_LIMIT_BYTES;
  const head = {
    run_id: call.runId,
    round: 0,
    workspace_id: envelope.workspace_id,
    event_id: envelope.id,
    task_id: call.taskId,
    task_path: call.taskPath,
    task_version: call.taskVersion,
    is_pinned: call.isPinned,
    stored,
    ...(call.replyTo !== null && { reply_to: call.replyTo }),
    call: call.facts,
  };
  const body = isSmall
    ? encodeMessage(taskCalled, { ...head, event: envelope }, data)
    : encodeMessage(taskCalled, head);
  return { queue: 'calls', id: call.runId, body };
}
