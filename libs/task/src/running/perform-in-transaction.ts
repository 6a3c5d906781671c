import { actionNeedsOutside, performAction, type ActionOutcome } from '@millwright/action';
import type { ActionContext, ActionPorts, ChildEvents } from '@millwright/action';
import type { Transaction } from '@millwright/database';
import { stringifyJson, type Clock, type Id } from '@millwright/kernel';
import type { NewActionRun } from '../runs/action-run.store.ts';
import { haltError } from './halt-error.ts';
import { errorText } from './run-outcome.ts';

/** What performing an action needs beside the run itself. */
export interface ActionTools extends ActionPorts {
  net: ActionContext['net'];
  events: ChildEvents;
  clock: Clock;
}

/** The action run being performed. */
export interface ActionInHand {
  id: Id;
  workspaceId: Id;
  eventId: Id;
  taskRunId: Id;
  taskId: Id;
  type: string;
  options: string;
  round: number;
  startedAt: Date;
}

/** The end of an action run as it is stored. */
export interface ActionEnd {
  state: 'succeeded' | 'failed';
  error: string | null;
  result: string | null;
  resultMeta: string | null;
}

/** Largest result of an action run that is kept: bytes of JSON. */
export const ACTION_RESULT_LIMIT_BYTES = 33_554_432;

const neverAborted = new AbortController().signal;

/** Performs actions whose whole effect is in the database, in the transaction that stores their end. */
export class InTransactionPerformer {
  constructor(readonly tools: ActionTools) {}

  /** Performs one action in a transaction, if it needs one. A fault of the database is thrown: it takes that along. */
  perform(tx: Transaction | undefined, action: ActionInHand): Promise<ActionOutcome> {
    return performAction(action.type, action.options, {
      ...this.tools,
      workspaceId: action.workspaceId,
      eventId: action.eventId,
      taskId: action.taskId,
      taskRunId: action.taskRunId,
      actionRunId: action.id,
      round: action.round,
      startedAtMs: action.startedAt.getTime(),
      signal: neverAborted,
      ...(tx && { sql: tx }),
    });
  }

  /**
   * Of the action runs that a task run has just made, performs those whose turn has come and that need nothing
   * outside: all such, or in sequence the ones before the first that goes outside.
   */
  async performFirst(
    tx: Transaction | undefined,
    run: { inSequence: boolean; haltOnError: boolean },
    actions: readonly NewActionRun[],
  ): Promise<NewActionRun[]> {
    const performed: NewActionRun[] = [];
    for (const action of actions) {
      const isBlocked = run.inSequence && performed.some(({ state }) => state === 'due');
      const halting = run.inSequence && run.haltOnError && performed.find(isFailed);
      if (isFailed(action)) performed.push(action);
      else if (halting) performed.push(haltedBy(halting, action));
      else if (isBlocked) performed.push(action);
      else if (actionNeedsOutside(action.type)) performed.push({ ...action, state: 'due' });
      else performed.push(await this.performed(tx, action));
    }
    return performed;
  }

  private async performed(
    tx: Transaction | undefined,
    action: NewActionRun,
  ): Promise<NewActionRun> {
    const startedAt = action.runAt;
    const outcome = await this.perform(tx, { ...action, round: 0, startedAt });
    const stoppedAt = new Date(this.tools.clock.now());
    return { ...action, ...endOf(outcome), attempts: 1, startedAt, stoppedAt };
  }
}

/** How an outcome is stored. A result that is larger than may be kept makes it a failure: the effect has been had. */
export function endOf(given: ActionOutcome): ActionEnd {
  const outcome = withinLimit(given);
  const { warnings } = outcome;
  const resultMeta = warnings?.length ? stringifyJson({ warnings }) : null;
  return outcome.ok
    ? { state: 'succeeded', error: null, result: outcome.result, resultMeta }
    : {
        state: 'failed',
        error: errorText(outcome.error),
        result: outcome.result ?? null,
        resultMeta,
      };
}

function withinLimit(outcome: ActionOutcome): ActionOutcome {
  const bytes = Buffer.byteLength(outcome.result ?? '');
  if (bytes <= ACTION_RESULT_LIMIT_BYTES) return outcome;
  const message = `the action was performed, but its result has ${bytes} bytes of JSON; the limit is ${ACTION_RESULT_LIMIT_BYTES}: ask for less`;
  const { warnings } = outcome;
  const error = { code: 'size_limit', message };
  return { ok: false, error, retry: false, ...(warnings && { warnings }) };
}

const isFailed = ({ state }: NewActionRun): boolean => state === 'failed';

const haltedBy = (failed: NewActionRun, action: NewActionRun): NewActionRun => ({
  ...action,
  state: 'failed',
  stoppedAt: failed.stoppedAt,
  error: haltError(failed),
});
