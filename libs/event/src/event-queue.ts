import type { Id } from '@millwright/kernel';
import { EVENT_SHARDS, type QueueName } from '@millwright/messaging';

/** The queue of an event: spread by its id, whose last digits are random. */
export const eventQueueOf = (eventId: Id): QueueName =>
  `events.${Number.parseInt(eventId.slice(-4), 16) % EVENT_SHARDS}`;
