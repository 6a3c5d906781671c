import type { Claim, CountChange } from '@millwright/event';
import { jobResultOf, type NewCall } from '@millwright/job';
import { childIdOf, type Id } from '@millwright/kernel';
import type { Place } from '../lanes/lane.ts';
import { orderedLaneOf } from '../lanes/leave-lanes.ts';
import type { NewActionRun } from '../runs/action-run.store.ts';
import type { RetryPolicy } from '../runs/retry-policy.ts';
import type { EndOfRun } from '../runs/watcher-messages.ts';
import { errorText, type TaskRunVerdict } from './run-outcome.ts';

/** A task run that has been rendered, or refused before that. */
export interface RenderedTaskRun {
  id: Id;
  round: number;
  workspaceId: Id;
  eventId: Id;
  taskId: Id;
  priority: number;
  taskVersion: number | null;
  taskHash: string | null;
  inSequence: boolean;
  haltOnError: boolean;
  retry: RetryPolicy;
  /** Missing: it was rendered without a claim, and is this runner's if it is still due. */
  claim: Claim | undefined;
  /** The places that it took when it was started. */
  places?: readonly Place[];
  holder: string;
  startedAt: Date;
  stoppedAt: Date;
  verdict: TaskRunVerdict;
  /** Of a call that nobody has stored yet. */
  call?: NewCall | undefined;
}

/** The action runs of a task run before any is performed: all due, or in sequence only the first. */
export function actionRunsOf(run: RenderedTaskRun): NewActionRun[] {
  return run.verdict.actions.map((action, index) => ({
    id: childIdOf(run.id, `action-run/${run.round}/${index}`),
    workspaceId: run.workspaceId,
    eventId: run.eventId,
    taskRunId: run.id,
    taskId: run.taskId,
    index,
    type: action.type,
    options: action.options,
    meta: action.meta,
    performEvent: action.performEvent,
    runAt: run.stoppedAt,
    attempts: 0,
    startedAt: null,
    result: null,
    resultMeta: null,
    ...beginningOf(run, index),
  }));
}

/** Due or in its turn; or failed already, where none is to be performed. */
const beginningOf = (
  { inSequence, stoppedAt, verdict: { refusal } }: RenderedTaskRun,
  index: number,
): Pick<NewActionRun, 'state' | 'stoppedAt' | 'error'> =>
  refusal === undefined
    ? { state: inSequence && index > 0 ? 'unscheduled' : 'due', stoppedAt: null, error: null }
    : { state: 'failed', stoppedAt, error: errorText(refusal) };

/** The work of those that are still open. */
export const openWorkOf = (run: RenderedTaskRun, actions: readonly NewActionRun[]) =>
  actions.flatMap(({ id, index, state, runAt }) =>
    state === 'due' || state === 'unscheduled'
      ? [
          {
            kind: 'action' as const,
            id,
            workspaceId: run.workspaceId,
            eventId: run.eventId,
            taskRunId: run.id,
            taskId: run.taskId,
            state,
            runAt,
            index,
            round: 0,
            priority: run.priority,
            lane: orderedLaneOf(run.places),
          },
        ]
      : [],
  );

/** What is told of a run's end to whoever waits for it. */
export const endOfRun = (
  { id, verdict }: RenderedTaskRun,
  actions: readonly NewActionRun[],
): EndOfRun => ({
  runId: id,
  state: verdict.error === null ? 'succeeded' : 'failed',
  result: jobResultOf(verdict),
  openActions: actions.filter(({ state }) => state === 'due' || state === 'unscheduled').length,
});

/** What a finished run, with what it made, changes in the counts of its event. */
export const countChangeOf = (
  { verdict }: RenderedTaskRun,
  actions: readonly NewActionRun[],
): CountChange => ({
  pending: actions.filter(({ state }) => state === 'due' || state === 'unscheduled').length - 1,
  failed:
    actions.filter(({ state }) => state === 'failed').length + (verdict.error === null ? 0 : 1),
});
