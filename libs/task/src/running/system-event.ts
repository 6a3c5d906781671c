import { plainEnvelope, runEndEventIdOf, type NewEvent, type RunEndEvent } from '@millwright/event';
import { RawJson, stringifyJson, timeOf, type Id } from '@millwright/kernel';

/** An event that the end of a run makes. */
export interface SystemEvent extends RunEndEvent {
  workspaceId: Id;
  /** The event that the run belongs to: its parent. */
  eventId: Id;
  at: Date;
  data: unknown;
  /** The only tasks that may respond. */
  taskIds: readonly Id[];
}

/** A child of the run's event. Its id derives from run, round, topic and time of the end: one end makes one event. */
export function systemEvent(event: SystemEvent): NewEvent {
  const { eventId, topic } = event;
  // Never older than its parent, whatever the clocks say: by that children are found.
  const ms = Math.max(event.at.getTime(), timeOf(eventId) + 1);
  return {
    envelope: plainEnvelope({
      id: runEndEventIdOf(ms, event),
      workspace_id: event.workspaceId,
      topic,
      source: 'system',
      created_at: new Date(ms).toISOString(),
      parent_id: eventId,
      task_ids: [...event.taskIds],
    }),
    data: new RawJson(stringifyJson(event.data)),
    request: null,
  };
}
