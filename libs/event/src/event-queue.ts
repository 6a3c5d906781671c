import type { Id } from '@millwright/kernel';
import { EVENT_SHARDS, type QueueName } from '@millwright/messaging';

/** The events of one such slice of time share a queue: a power of two. */
export const SLICE_MS = 8;

/**
 * The queue of an event: that of the slice of time in its id. Taking turns spreads the events over the queues as well
 * as chance would, but what arrives together stays together, which costs the broker a fifth less (bench "intake").
 */
export const eventQueueOf = (eventId: Id): QueueName =>
  `events.${Math.floor(Number.parseInt(eventId.slice(9, 13), 16) / SLICE_MS) % EVENT_SHARDS}`;
