import type { Transaction } from '@millwright/database';
import type { NewEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { RunError } from '@millwright/liquid';
import type { TaskIndex } from '../routing/task-index.ts';
import type { NewActionRun } from '../runs/action-run.store.ts';
import type { ChildEventStore } from './child-event.store.ts';
import { ErrorEvents, type ActionFailure, type TaskFailure } from './error-events.ts';
import { PERFORM_TOPIC, performEventOf, type EndedActionRun } from './perform-events.ts';

/** A task run at its end, with the action runs that it made. */
export interface EndedTaskRun extends Omit<TaskFailure, 'error'> {
  verdict: { error: RunError | null };
  actions: readonly NewActionRun[];
}

/**
 * The events that the ends of runs make: what became of an action, and what failed. They commit with the end itself.
 * A Workspace in which no task asks for them pays a look into a map.
 */
export class EndEvents {
  private readonly errors: ErrorEvents;

  constructor(
    private readonly children: ChildEventStore,
    private readonly tasks: TaskIndex,
  ) {
    this.errors = new ErrorEvents(children);
  }

  /** Of task runs, and of the actions that were performed together with them. */
  async ofTaskRuns(tx: Transaction, runs: readonly EndedTaskRun[]): Promise<void> {
    const ended = runs.flatMap((run) =>
      run.actions.filter(isEnded).map((action) => endedOf(action)),
    );
    const tasks = runs.flatMap(({ verdict, ...run }): TaskFailure[] =>
      verdict.error === null ? [] : [{ ...run, error: verdict.error }],
    );
    await this.make(tx, ended, tasks);
  }

  /** Of one action run. */
  ofActionRun(tx: Transaction, action: EndedActionRun): Promise<void> {
    return this.make(tx, [action], []);
  }

  private async make(
    tx: Transaction,
    ended: readonly EndedActionRun[],
    failedTasks: readonly TaskFailure[],
  ): Promise<void> {
    const failedActions = ended.flatMap(failureOf);
    // Who is to hear of failures is looked up anew: they are rare, and the handler may have just been saved.
    if (failedTasks.length + failedActions.length > 0) await this.tasks.refresh(tx);
    const performed = ended.filter(({ error }) => !isHalted(error));
    await this.children.add(
      tx,
      performed.flatMap((action) => this.performEvents(action)),
    );
    await this.errors.ofRuns(tx, this.tasks, { tasks: failedTasks, actions: failedActions });
  }

  private performEvents(action: EndedActionRun): NewEvent[] {
    if (this.tasks.subscribers(action.workspaceId, PERFORM_TOPIC).length === 0) return [];
    const event = performEventOf(action, this.subscriptionsOf(action.taskId));
    return event === undefined ? [] : [event];
  }

  private subscriptionsOf(taskId: Id): readonly string[] {
    const task = this.tasks.task(taskId);
    return task?.enabled === true ? task.subscriptions : [];
  }
}

const isEnded = ({ state }: NewActionRun): boolean => state === 'succeeded' || state === 'failed';

const endedOf = (action: NewActionRun): EndedActionRun => ({
  ...action,
  round: 0,
  enqueuedAt: action.runAt,
});

/** What a sequence left out was never performed: neither an end of its own nor a failure. */
function failureOf(action: EndedActionRun): ActionFailure[] {
  if (action.state !== 'failed' || action.error === null || isHalted(action.error)) return [];
  return [{ action, error: JSON.parse(action.error) as RunError }];
}

const isHalted = (error: string | null): boolean =>
  error !== null && (JSON.parse(error) as RunError).code === 'sequence_halted';
