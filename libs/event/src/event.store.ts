import { encodeMessage, eventReceived } from '@millwright/contracts';
import type {
  DedupeKey,
  EventEnvelope,
  RequestRecord,
  VerificationRecord,
} from '@millwright/contracts';
import { Database, insertRows } from '@millwright/database';
import type { ColumnsOf, Sql } from '@millwright/database';
import { RawJson, stringifyJson } from '@millwright/kernel';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { Injectable } from '@nestjs/common';
import { takeKeys } from './dedupe/take-keys.ts';
import { orderedAmong, queueOfEvent, type QueuedEvent } from './event-queue.ts';
import { insertWork } from './work/work.store.ts';

/** An event before it is stored. `runAt` in the future: it waits until then. */
export interface NewEvent {
  envelope: EventEnvelope;
  data: RawJson;
  request: RequestRecord | null;
  /** Missing or null: nobody asked who sent it. */
  verification?: VerificationRecord | null | undefined;
  /** Missing: it is nobody's duplicate. */
  dedupe?: DedupeKey | undefined;
  runAt?: Date | undefined;
  /** Whether the events of its Workspace keep their order. */
  keepsOrder?: boolean | undefined;
}

/** An event as it is read back for routing or running. */
export interface StoredEvent {
  envelope: EventEnvelope;
  data: RawJson;
}

/** Bodies, events and results above this many bytes are committed first, and messages only name them. */
export const INLINE_LIMIT_BYTES = 262_144;

/** Writes and reads events. */
@Injectable()
export class EventStore {
  constructor(private readonly database: Database) {}

  /**
   * Commits events with their work, in one transaction: the other half is {@link hintOf}, afterwards. Answers the ids
   * of those that are duplicates, of which there is nothing.
   */
  commitEvents(events: readonly NewEvent[]): Promise<ReadonlySet<Id>> {
    return this.database.transaction((tx) => insertOpenEvents(tx, events));
  }

  /** The events of these ids, in no order; what does not exist is missing. */
  async eventsOf(sql: Sql, ids: readonly Id[]): Promise<StoredEvent[]> {
    if (ids.length === 0) return [];
    const rows = await sql.query<EventRow>(
      `select ${storedEventColumns.join(', ')} from events where id = any($1::uuid[])`,
      [ids],
    );
    return rows.map(storedEventOf);
  }
}

/** An event as its row is written. */
export const eventColumns: ColumnsOf<NewEvent> = {
  id: ['uuid', ({ envelope }) => envelope.id],
  workspace_id: ['uuid', ({ envelope }) => envelope.workspace_id],
  topic: ['text', ({ envelope }) => envelope.topic],
  data: ['payload', ({ data }) => data],
  source: ['text', ({ envelope }) => envelope.source],
  webhook_id: ['uuid', ({ envelope }) => envelope.webhook_id],
  provider: ['text', ({ envelope }) => envelope.provider],
  provider_event: ['text', ({ envelope }) => envelope.provider_event],
  verification: [
    'text',
    ({ verification }) => (verification ? JSON.stringify(verification) : null),
  ],
  request_id: ['uuid', ({ envelope }) => envelope.request_id],
  request: ['text', ({ request }) => (request === null ? null : stringifyJson(request))],
  parent_id: ['uuid', ({ envelope }) => envelope.parent_id],
  replay_of: ['uuid', ({ envelope }) => envelope.replay_of],
  task_ids: ['uuid[]', ({ envelope }) => envelope.task_ids],
  created_at: ['timestamptz', ({ envelope }) => envelope.created_at],
};

/** What became of events that were to be inserted, by id. Those in neither were there already. */
export interface InsertedEvents {
  isNew: ReadonlySet<Id>;
  duplicates: ReadonlySet<Id>;
}

/** Inserts events without any work, together with their keys: duplicates are left out. */
export async function insertEvents(sql: Sql, events: readonly NewEvent[]): Promise<InsertedEvents> {
  const duplicates = await takeKeys(sql, events);
  const inserted = await insertRows<NewEvent, { id: Id }>(sql, {
    table: 'events',
    columns: eventColumns,
    rows: events.filter(({ envelope }) => !duplicates.has(envelope.id)),
    then: 'on conflict do nothing returning id',
  });
  return { isNew: new Set(inserted.map(({ id }) => id)), duplicates };
}

/**
 * Inserts events that are to be routed, with their event runs and work. Does nothing for those already there, nor for
 * duplicates, whose ids it answers.
 */
export async function insertOpenEvents(
  sql: Sql,
  events: readonly NewEvent[],
): Promise<ReadonlySet<Id>> {
  const { isNew, duplicates } = await insertEvents(sql, events);
  const added = events.filter(({ envelope }) => isNew.has(envelope.id));
  const now = Date.now();
  const open = added.map(({ envelope, runAt }) => ({
    kind: 'event' as const,
    id: envelope.id,
    workspaceId: envelope.workspace_id,
    eventId: envelope.id,
    state: runAt !== undefined && runAt.getTime() > now ? ('scheduled' as const) : ('due' as const),
    runAt: runAt ?? new Date(envelope.created_at),
  }));
  await Promise.all([
    insertRows(sql, {
      table: 'event_runs',
      columns: {
        id: ['uuid', (row) => row.id],
        workspace_id: ['uuid', (row) => row.workspaceId],
        state: ['text', (row) => row.state],
        run_at: ['timestamptz', (row) => row.runAt],
      },
      rows: open,
    }),
    insertWork(sql, open),
  ]);
  return duplicates;
}

/** The hint that a committed event is due: inline when it is small, so that the router need not read it. */
export function hintOf({ envelope, data, keepsOrder }: NewEvent): OutgoingMessage {
  const head = { event_id: envelope.id, stored: true };
  const isSmall = data.length <= INLINE_LIMIT_BYTES;
  return {
    queue: queueOfEvent({ id: envelope.id, workspaceId: envelope.workspace_id, keepsOrder }),
    id: envelope.id,
    body: isSmall
      ? encodeMessage(eventReceived, { ...head, event: envelope }, data)
      : encodeMessage(eventReceived, head),
  };
}

/** The hints of committed events, by whether their Workspaces keep their order now. */
export async function hintsOf(sql: Sql, events: readonly NewEvent[]): Promise<OutgoingMessage[]> {
  if (events.length === 0) return [];
  const ordered = await orderedAmong(
    sql,
    events.map(({ envelope }) => envelope.workspace_id),
  );
  return events.map((event) =>
    hintOf({ ...event, keepsOrder: ordered.has(event.envelope.workspace_id) }),
  );
}

/** The hint for an event of which little is at hand. */
export const bareHintOf = (event: QueuedEvent): OutgoingMessage => ({
  queue: queueOfEvent(event),
  id: event.id,
  body: encodeMessage(eventReceived, { event_id: event.id, stored: true }),
});

/** The message that is itself the record of an event until it is routed: for intake through the broker. */
export const recordOf = ({
  envelope,
  data,
  request,
  verification,
  dedupe,
  keepsOrder,
}: NewEvent): OutgoingMessage => ({
  queue: queueOfEvent({ id: envelope.id, workspaceId: envelope.workspace_id, keepsOrder }),
  id: envelope.id,
  body: encodeMessage(
    eventReceived,
    {
      event_id: envelope.id,
      stored: false,
      event: envelope,
      request,
      ...(verification && { verification }),
      ...(dedupe && { dedupe }),
    },
    data,
  ),
});

/** What {@link storedEventOf} needs of a row of `events`. */
export type EventRow = Omit<EventEnvelope, 'created_at'> & { created_at: Date; data: string };

/** The columns of an {@link EventRow}. */
export const storedEventColumns = [
  ...['id', 'workspace_id', 'topic', 'source', 'created_at', 'webhook_id', 'provider'],
  ...['provider_event', 'request_id', 'parent_id', 'replay_of', 'task_ids', 'data'],
] as const;

/** An event as it is read back. */
export const storedEventOf = ({ data, created_at, ...envelope }: EventRow): StoredEvent => ({
  envelope: { ...envelope, created_at: created_at.toISOString() },
  data: new RawJson(data),
});
