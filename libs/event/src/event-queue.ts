import type { Sql } from '@millwright/database';
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

/** The one queue of all events of a Workspace that keeps their order: a queue is routed in its own. */
const orderedQueueOf = (workspaceId: Id): QueueName =>
  `events.${Number.parseInt(workspaceId.slice(-4), 16) % EVENT_SHARDS}`;

/** What decides on the queue of an event. */
export interface QueuedEvent {
  id: Id;
  workspaceId: Id;
  /** Missing: no. */
  keepsOrder?: boolean | undefined;
}

/** The queue of an event, by whether its Workspace keeps their order. */
export const queueOfEvent = ({ id, workspaceId, keepsOrder = false }: QueuedEvent): QueueName =>
  keepsOrder ? orderedQueueOf(workspaceId) : eventQueueOf(id);

/** The number of the queue of an event, in SQL: the same as by {@link queueOfEvent}. */
export const shardInSql = (eventId: string, workspaceId: string): string =>
  `case when ${workspaceId} in (select id from workspaces where keeps_order)
     then ('x' || right(${workspaceId}::text, 4))::bit(16)::integer % ${EVENT_SHARDS}
     else ('x' || substr(${eventId}::text, 10, 4))::bit(16)::integer / ${SLICE_MS} % ${EVENT_SHARDS} end`;

/** Those of some Workspaces whose events keep their order. */
export async function orderedAmong(sql: Sql, workspaceIds: readonly Id[]): Promise<Set<Id>> {
  const rows = await sql.query<{ id: Id }>(
    'select id from workspaces where keeps_order and id = any($1::uuid[])',
    [[...new Set(workspaceIds)]],
  );
  return new Set(rows.map(({ id }) => id));
}
