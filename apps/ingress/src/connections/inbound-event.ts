import type { Id, RawJson } from '@millwright/kernel';

/** What a service tells by a call: it becomes one event. */
export interface InboundEvent {
  topic: string;
  data: RawJson;
  source: 'shopify' | 'connection';
  /** The service's own word for it. */
  hint: string | null;
  /** The only task that may respond; null: every subscriber. */
  taskId: Id | null;
}

/** Why a call becomes no event, for whoever set it up. */
export class InboundFault {
  constructor(readonly detail: string) {}
}
