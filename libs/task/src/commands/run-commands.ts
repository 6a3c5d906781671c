import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Injectable } from '@nestjs/common';
import { lockLanesOf, wakeLanes } from '../lanes/leave-lanes.ts';
import { mayCancel, mayRetry, type RunKind } from '../runs/run-state.ts';
import type { Cancellation } from './cancellation.ts';
import { allOf, announce, cancelRuns, lockRuns, retryRuns, type LockedRun } from './change-runs.ts';
import { done, refused, type CommandOutcome } from './command-outcome.ts';

/** Retries and cancels runs by hand. */
@Injectable()
export class RunCommands {
  constructor(
    private readonly database: Database,
    private readonly bus: MessageBus,
  ) {}

  /** Matches the event again, by the tasks and filters of today. */
  retryEventRun(workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.retry('event', workspaceId, id);
  }

  retryTaskRun(workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.retry('task', workspaceId, id);
  }

  retryActionRun(workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.retry('action', workspaceId, id);
  }

  /** A started one is no longer rendered, and what it comes to is thrown away. */
  cancelTaskRun(workspaceId: Id, id: Id, by?: Cancellation): Promise<CommandOutcome> {
    return this.cancel('task', workspaceId, id, by);
  }

  cancelActionRun(workspaceId: Id, id: Id, by?: Cancellation): Promise<CommandOutcome> {
    return this.cancel('action', workspaceId, id, by);
  }

  /** Starts over: the earlier result is gone, attempts count from 0, and what it makes gets new ids. */
  private retry(kind: RunKind, workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.database.transaction(async (tx) => {
      const [run] = await lockRuns(tx, kind, workspaceId, [id]);
      if (run === undefined) return notFound(kind);
      if (run.erased) {
        return refused('not_retryable', `${aRun(kind)} cannot be retried when its data is erased`);
      }
      if (!mayRetry(kind, run.state, run.actions)) {
        return refused(
          'not_retryable',
          `${aRun(kind)} that is ${run.state} cannot be retried: ${whyNot(run)}`,
        );
      }
      announce(tx, this.bus, await retryRuns(tx, kind, [run]));
      return done({ id });
    });
  }

  private cancel(
    kind: RunKind,
    workspaceId: Id,
    id: Id,
    by: Cancellation | undefined,
  ): Promise<CommandOutcome> {
    return this.database.transaction(async (tx) => {
      const lanes = await lockLanesOf(tx, { ids: [id] });
      const [run] = await lockRuns(tx, kind, workspaceId, [id]);
      if (run === undefined) return notFound(kind);
      if (!mayCancel(kind, run.state)) {
        return refused('not_cancellable', `${aRun(kind)} that is ${run.state} cannot be cancelled`);
      }
      const followed = await cancelRuns(tx, kind, [run], by);
      announce(tx, this.bus, allOf([followed, { due: await wakeLanes(tx, lanes) }]));
      return done({ id });
    });
  }
}

const aRun = (kind: RunKind): string => (kind === 'task' ? 'a task run' : `an ${kind} run`);

const notFound = (kind: RunKind): CommandOutcome =>
  refused('not_found', `there is no such ${kind} run`);

const whyNot = ({ state }: LockedRun): string =>
  state === 'succeeded' ? 'it has a result' : 'it is not finished; cancel it first';
