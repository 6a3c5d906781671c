import { plainEnvelope, type NewEvent } from '@millwright/event';
import { childIdAt, RawJson, stringifyJson, timeOf, type Id } from '@millwright/kernel';

/** An event that the end of a run makes. */
export interface SystemEvent {
  workspaceId: Id;
  /** The event that the run belongs to: its parent. */
  eventId: Id;
  /** The run, and which of its ends it was. */
  runId: Id;
  round: number;
  at: Date;
  topic: string;
  data: unknown;
  /** The only tasks that may respond. */
  taskIds: readonly Id[];
}

/** A child of the run's event. Its id derives from run, round, topic and time of the end: one end makes one event. */
export function systemEvent(event: SystemEvent): NewEvent {
  const { eventId, runId, round, topic } = event;
  // Never older than its parent, whatever the clocks say: by that children are found.
  const ms = Math.max(event.at.getTime(), timeOf(eventId) + 1);
  return {
    envelope: plainEnvelope({
      id: childIdAt(ms, runId, `${topic}/${round}`),
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
