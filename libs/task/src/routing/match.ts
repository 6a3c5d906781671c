import { CALL_TOPIC } from '@millwright/job';
import type { EventEnvelope } from '@millwright/contracts';
import type { RawJson } from '@millwright/kernel';
import type { ActiveTask } from '../definitions/active-tasks.ts';
import { CRON_TOPIC, type Subscription } from '../definitions/subscription.ts';
import { linesMeantBy } from '../timing/ticks/scheduled-lines.ts';
import type { CompiledSubscription, TaskIndex } from './task-index.ts';

/** The topic of a run by hand: it needs no subscription. */
export const USER_TRIGGER_TOPIC = 'mechanic/user/trigger';

/**
 * The task runs that an event calls for: one for each subscription to its topic. An event bound for certain tasks
 * reaches only those, and a run by hand also one that does not subscribe. An event of a cron line reaches who has it, that of a
 * call nobody but the task that was called.
 */
export function matchesOf(
  event: EventEnvelope,
  index: TaskIndex,
  data?: RawJson,
): readonly CompiledSubscription[] {
  const { workspace_id: workspaceId, topic, task_ids: taskIds } = event;
  const isCall = topic === CALL_TOPIC;
  const subscribers = isCall ? [] : index.subscribers(workspaceId, topic);
  const isCron = topic === CRON_TOPIC && data !== undefined;
  const subscribed = isCron ? linesMeantBy(data, subscribers) : subscribers;
  if (taskIds === null) return subscribed;
  const bound = subscribed.filter(({ task }) => taskIds.includes(task.id));
  if (topic !== USER_TRIGGER_TOPIC && !isCall) return bound;
  const called = [...new Set(taskIds)]
    .filter((id) => bound.every(({ task }) => task.id !== id))
    .map((id) => index.task(id))
    .filter(
      (task): task is ActiveTask => task?.enabled === true && task.workspaceId === workspaceId,
    );
  return [...bound, ...called.map((task) => ({ task, subscription: unwritten(topic) }))];
}

const unwritten = (topic: string): Subscription => ({ line: topic, key: topic, topic });
