import {
  actionRunRequested,
  encodeMessage,
  taskRunRequested,
  type EventEnvelope,
  type TaskRunRequested,
} from '@millwright/contracts';
import type { Id, RawJson } from '@millwright/kernel';
import { priorities, type OutgoingMessage, type Priority } from '@millwright/messaging';
import { bareHintOf, INLINE_LIMIT_BYTES } from '../event.store.ts';
import type { WorkItem } from './work.store.ts';

const priorityName = (priority: number): Priority => priorities[priority] ?? 'normal';

/** A task run that has become due while its event is at hand: the event goes along when it is small. */
export function taskRunMessage(
  head: Omit<TaskRunRequested, 'event'>,
  priority: number,
  event: { envelope: EventEnvelope; data: RawJson },
): OutgoingMessage {
  const isSmall = event.data.length <= INLINE_LIMIT_BYTES;
  return {
    queue: `task-runs.${priorityName(priority)}`,
    id: head.run_id,
    body: isSmall
      ? encodeMessage(taskRunRequested, { ...head, event: event.envelope }, event.data)
      : encodeMessage(taskRunRequested, head),
  };
}

/** An action run that has become due. */
export const actionRunMessage = (
  run: { id: Id; round: number; workspaceId: Id },
  priority: number,
): OutgoingMessage => ({
  queue: `action-runs.${priorityName(priority)}`,
  id: run.id,
  body: encodeMessage(actionRunRequested, {
    run_id: run.id,
    round: run.round,
    workspace_id: run.workspaceId,
  }),
});

/** The message of any work that has become due, for the scheduler, the reconciler and retries by hand. */
export function workMessage(item: WorkItem): OutgoingMessage {
  switch (item.kind) {
    case 'event':
      return bareHintOf(item);
    case 'task':
      return {
        queue: `task-runs.${priorityName(item.priority)}`,
        id: item.id,
        body: encodeMessage(taskRunRequested, {
          run_id: item.id,
          round: item.round,
          workspace_id: item.workspaceId,
          event_id: item.eventId,
          task_id: item.taskId ?? item.id,
          task_version: 0,
          ...(item.pinnedVersion !== null && { pinned_version: item.pinnedVersion }),
        }),
      };
    case 'action':
      return actionRunMessage(item, item.priority);
    case 'delivery':
      throw new TypeError('deliveries have no messages yet');
  }
}
