import type { CallFacts, EventEnvelope } from '@millwright/contracts';
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
