import type { NewEvent } from '@millwright/event';
import { RawJson, type Id } from '@millwright/kernel';
import { subscribesTo } from '../routing/tasks-named.ts';
import { runInLiquid, type RunForScripts } from './run-in-liquid.ts';
import { systemEvent } from './system-event.ts';

/** Tells a task what became of an action that it rendered. */
export const PERFORM_TOPIC = 'mechanic/actions/perform';

/** An action run that has ended for good. Options and meta are exact JSON text. */
export interface EndedActionRun extends RunForScripts {
  workspaceId: Id;
  eventId: Id;
  taskRunId: Id;
  taskId: Id;
  type: string;
  options: string;
  meta: string | null;
  performEvent: boolean;
  round: number;
}

/** Whether an action tells of its end at all: an echo never does, others unless their task said no. */
export const emitsPerformEvent = (action: { type: string; performEvent: boolean }): boolean =>
  action.performEvent && action.type !== 'echo';

/** The action object of scripts. */
export const actionInLiquid = (
  action: Pick<EndedActionRun, 'type' | 'options' | 'meta'> & RunForScripts,
): Record<string, unknown> => ({
  type: action.type,
  options: new RawJson(action.options),
  meta: action.meta === null ? null : new RawJson(action.meta),
  run: runInLiquid(action),
});

/** The event about an action's end, for the task that rendered it; undefined when that does not want it. */
export function performEventOf(
  action: EndedActionRun,
  subscriptions: readonly string[],
): NewEvent | undefined {
  const isWanted = emitsPerformEvent(action) && subscribesTo(subscriptions, PERFORM_TOPIC);
  if (!isWanted || action.stoppedAt === null) return undefined;
  const { workspaceId, eventId, id: runId, round, taskId, stoppedAt: at } = action;
  const data = actionInLiquid(action);
  return systemEvent({
    workspaceId,
    eventId,
    runId,
    round,
    at,
    topic: PERFORM_TOPIC,
    data,
    taskIds: [taskId],
  });
}
