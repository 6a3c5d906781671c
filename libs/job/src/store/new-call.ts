import type { CallFacts, EventEnvelope } from '@millwright/contracts';
import type { NewEvent, NewWork } from '@millwright/event';
import type { Id, RawJson } from '@millwright/kernel';

/** The topic of the events of calls: private, exactly the called task runs. */
export const CALL_TOPIC = 'millwright/trigger/call';
/** The source of these events. */
export const CALL_SOURCE = 'trigger';

/** A call before it is stored: its event with the one run that it makes. */
export interface NewCall {
  readonly runId: Id;
  readonly event: { readonly envelope: EventEnvelope; data: RawJson };
  readonly taskId: Id;
  readonly taskPath: string;
  /** The version that is called; the run renders the latest unless it is pinned. */
  readonly taskVersion: number;
  readonly isPinned: boolean;
  readonly facts: CallFacts;
  /** The id that the caller gives its job; null: the run's own. */
  readonly jobId: Id | null;
  /** In the future: it waits until then. */
  readonly runAt: Date;
  readonly isScheduled: boolean;
  /** The address of the instance that is told of its end; null: none waits. */
  readonly replyTo: string | null;
}

/** Its event, as routed ones are stored: nothing of the request but its data is kept. */
export const eventOfCall = ({ event }: NewCall): NewEvent => ({ ...event, request: null });

/** Its work. */
export const workOfCall = (call: NewCall): NewWork => ({
  kind: 'task',
  id: call.runId,
  workspaceId: call.event.envelope.workspace_id,
  eventId: call.event.envelope.id,
  taskId: call.taskId,
  state: call.isScheduled ? 'scheduled' : 'due',
  runAt: call.runAt,
  priority: call.facts.priority,
  lane: call.facts.lane,
  watchers: call.replyTo === null ? null : [call.replyTo],
  pinnedVersion: call.isPinned ? call.taskVersion : null,
});
