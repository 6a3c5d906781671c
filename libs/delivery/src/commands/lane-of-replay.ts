import type { Id } from '@millwright/kernel';
import type { EndpointMode, EndpointOrdering } from '../endpoints/endpoint.entity.ts';
import { laneOfKey } from '../routing/ordering-key.ts';

/** What of a delivery and its endpoint says where it queues up. */
export interface Replayed {
  id: Id;
  eventId: Id | null;
  orderingKey: string | null;
  mode: EndpointMode;
  ordering: EndpointOrdering;
}

/** A place in a lane; null is in none. */
export interface Lane {
  lane: string | null;
  laneUntil: 'final' | null;
  position: Id;
}

/** Where a delivery that had left the queue comes back to, by the settings of today. */
export function laneOfReplay({ id, eventId, orderingKey, mode, ordering }: Replayed): Lane {
  const position = eventId ?? id;
  if (ordering !== 'fifo') return { lane: null, laneUntil: null, position };
  const lane = laneOfKey(mode === 'batched' ? null : orderingKey);
  return { lane, laneUntil: 'final', position };
}
