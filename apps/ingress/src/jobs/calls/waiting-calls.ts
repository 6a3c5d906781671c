import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import {
  actionEndsOf,
  endsOf,
  JobErasure,
  shuttingDownOf,
  syncAnswerOf,
  syncTimeoutOf,
  waitDeadlineOf,
  watchActions,
  watchRun,
  type RunEnded,
} from '@millwright/job';
import type { Id } from '@millwright/kernel';
import { Logger } from '@millwright/observability';
import { JobCommands } from '@millwright/task/commands';
import { Inject, Injectable } from '@nestjs/common';
import type { JobExchange } from '../api/job-exchange.ts';
import { Waits } from '../waits/waits.ts';
import { CallKeeper } from './call-keeper.ts';
import { GONE_REASON, TIMEOUT_REASON } from './cancel-reasons.ts';
import { orThrow } from './call-reader.ts';
import { forgetData, namesOf, type JobNames, type PlannedCall } from './planned-call.ts';
import { WaitedEnd, type Waited } from './waited-end.ts';

/** Answers calls with what their runs come to. */
@Injectable()
export class WaitingCalls {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly keeper: CallKeeper,
    private readonly waits: Waits,
    private readonly commands: JobCommands,
    private readonly erasure: JobErasure,
    private readonly logger: Logger,
  ) {}

  async answer(exchange: JobExchange, planned: PlannedCall): Promise<void> {
    const { call } = planned;
    if (!this.keeper.mustStoreFirst(planned)) {
      const begun = this.waits.queue(planned.workspace.id);
      const waited = this.waitFor(exchange, planned, call.runId, begun);
      this.keeper.sendOrStore(planned).catch((error: unknown) => waited.fail(error));
      return this.tell(exchange, planned, namesOf(call), await waited.outcome, false);
    }
    const names = await this.keeper.store(planned);
    const waited = this.waitFor(exchange, planned, names.runId);
    if (names.isReplay) await this.join(planned, names, waited);
    else this.keeper.send(call);
    forgetData(planned);
    exchange.releaseBody();
    return this.tell(exchange, planned, names, await waited.outcome, true);
  }

  private waitFor(
    exchange: JobExchange,
    { workspace, query }: PlannedCall,
    runId: Id,
    begun?: () => void,
  ): WaitedEnd {
    const { calls } = this.config;
    return new WaitedEnd(this.waits, exchange, {
      runId,
      ...(begun && { begun }),
      forActions: query.waitsForActions,
      deadlineMs: waitDeadlineOf(exchange.arrivedMs, 'wait', query.timeoutSecs, {
        syncTimeoutS: workspace.settings.sync_timeout_s,
        syncTimeoutMaxS: calls.syncTimeoutMaxS,
      }),
    });
  }

  /** Waits for a run that another request has started: its end may be there already, or is told to this instance too. */
  private async join(
    { query }: PlannedCall,
    { runId }: JobNames,
    waited: WaitedEnd,
  ): Promise<void> {
    if (query.waitsForActions) await watchActions(this.database, runId, this.waits.address);
    await watchRun(this.database, runId, this.waits.address);
    const [end] = await endsOf(this.database, [runId]);
    if (end !== undefined) waited.found(end);
  }

  private async tell(
    exchange: JobExchange,
    planned: PlannedCall,
    names: JobNames,
    waited: Waited,
    isStored: boolean,
  ): Promise<void> {
    switch (waited.is) {
      case 'ended':
        return this.tellEnd(exchange, planned, names, waited.end);
      case 'failed':
        throw waited.error;
      case 'gone':
        return this.leave(planned, names, isStored);
      case 'timeout':
        return this.tellTimeout(exchange, planned, names, isStored);
      case 'stopping':
        if (!isStored) await this.keeper.store(planned);
        return exchange.refuse(shuttingDownOf(this.unanswered(planned, names)));
    }
  }

  private async tellEnd(
    exchange: JobExchange,
    { workspace, query, task }: PlannedCall,
    { runId, jobId, isReplay }: JobNames,
    { outcome, result }: RunEnded,
  ): Promise<void> {
    const actions = query.waitsForActions ? await actionEndsOf(this.database, runId) : undefined;
    const answer = orThrow(
      syncAnswerOf({
        jobId,
        outcome,
        result,
        failureStatus: query.failureStatus,
        syncFailureStatus: workspace.settings.sync_failure_status,
        isReplay,
        ...(actions && { actions }),
      }),
    );
    exchange.answer(answer);
    if (task.deleteAfterSecs === 0) this.erase(workspace.id, runId);
  }

  /** What is not erased now, because actions of it are open, is erased by the router's sweep. */
  private erase(workspaceId: Id, runId: Id): void {
    this.erasure.erase(workspaceId, runId).catch((error: unknown) => {
      this.logger.warn({ message: 'job.not_erased_yet', task_run_id: runId, error });
    });
  }

  /** From here on the id is known to somebody: it can be read. */
  private async tellTimeout(
    exchange: JobExchange,
    planned: PlannedCall,
    names: JobNames,
    isStored: boolean,
  ): Promise<void> {
    const { query } = planned;
    if (!isStored) await this.keeper.store(planned);
    const [end] = await endsOf(this.database, [names.runId]);
    if (end !== undefined && (end.openActions === 0 || !query.waitsForActions)) {
      return this.tellEnd(exchange, planned, names, end);
    }
    const isCancelled =
      query.onTimeout === 'cancel' && (await this.cancel(planned, names, TIMEOUT_REASON));
    const waitedS = Math.round((Date.now() - exchange.arrivedMs) / 1_000);
    exchange.refuse(syncTimeoutOf(this.unanswered(planned, names), waitedS, isCancelled));
  }

  private async leave(planned: PlannedCall, names: JobNames, isStored: boolean): Promise<void> {
    if (!planned.query.cancelsOnDisconnect) return;
    if (!isStored) await this.keeper.store(planned);
    await this.cancel(planned, names, GONE_REASON);
  }

  /** Whether it was still to be cancelled. */
  private async cancel(
    { workspace, call }: PlannedCall,
    { runId }: JobNames,
    reason: string,
  ): Promise<boolean> {
    const by = { reason, canceler: call.facts.owner };
    return (await this.commands.cancel(workspace.id, [runId], by)).length > 0;
  }

  private unanswered({ workspace }: PlannedCall, { jobId, isReplay }: JobNames) {
    return { workspace: workspace.slug, jobId, isReplay };
  }
}
