import type { EventEnvelope } from '@millwright/contracts';
import type { ActiveTask } from '../definitions/active-tasks.ts';
import type { Subscription } from '../definitions/subscription.ts';
import type { CompiledSubscription, TaskIndex } from './task-index.ts';

/** The topic of a run by hand: it needs no subscription. */
export const USER_TRIGGER_TOPIC = 'mechanic/user/trigger';

/**
 * The task runs that an event calls for: one for each subscription to its topic. An event bound for certain tasks
 * reaches only those, and a run by hand also one that does not subscribe.
 */
export function matchesOf(event: EventEnvelope, index: TaskIndex): readonly CompiledSubscription[] {
  const { workspace_id: workspaceId, topic, task_ids: taskIds } = event;
  const subscribed = index.subscribers(workspaceId, topic);
  if (taskIds === null) return subscribed;
  const bound = subscribed.filter(({ task }) => taskIds.includes(task.id));
  if (topic !== USER_TRIGGER_TOPIC) return bound;
  const called = [...new Set(taskIds)]
    .filter((id) => bound.every(({ task }) => task.id !== id))
    .map((id) => index.task(id))
    .filter(
      (task): task is ActiveTask => task?.enabled === true && task.workspaceId === workspaceId,
    );
  return [...bound, ...called.map((task) => ({ task, subscription: unwritten(topic) }))];
}

const unwritten = (topic: string): Subscription => ({ line: topic, key: topic, topic });
