import type {
  DedupeKey,
  EventEnvelope,
  RequestRecord,
  VerificationRecord,
} from '@millwright/contracts';
import type { NewEvent } from '@millwright/event';
import type { Id, RawJson } from '@millwright/kernel';
import type { Judgement } from '../filters/filter-verdict.ts';

/** An event to be routed: whole, when its message is the only record, or known by its id, with the rest at hand or not. */
export interface EventToRoute {
  eventId: Id;
  stored: boolean;
  event: EventEnvelope | undefined;
  data: RawJson | undefined;
  request: RequestRecord | null;
  verification?: VerificationRecord | null;
  /** Missing: it is nobody's duplicate. */
  dedupe?: DedupeKey | undefined;
  /** What the event filters of its Workspace say; missing where none apply. */
  judgement?: Judgement;
}

/** An event whose turn it is. */
export interface OpenEvent {
  envelope: EventEnvelope;
  data: RawJson;
  round: number;
  /** Whether it was open work, with an event run to finish, or came through the broker. */
  wasOpen: boolean;
}

/** The events of a batch whose messages are their only record, each once. */
export function newEventsIn(batch: readonly EventToRoute[]): NewEvent[] {
  const whole = new Map<Id, NewEvent>();
  for (const { stored, event, data, request, verification, dedupe } of batch) {
    if (!stored && event !== undefined && data !== undefined)
      whole.set(event.id, { envelope: event, data, request, verification, dedupe });
  }
  return [...whole.values()];
}

/** An event that came through the broker, before anything was made of it. */
export const openedNew = ({ envelope, data }: NewEvent): OpenEvent => ({
  envelope,
  data,
  round: 0,
  wasOpen: false,
});
