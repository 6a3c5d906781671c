import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { EventOutlet } from './event-outlet.ts';
import type { EventToRoute, OpenEvent } from './event-to-route.ts';

const AT_ONCE = 200;

/** What is known of the order of events before a batch is routed. */
export interface OrderKnown {
  /** Older events that were tried and are due all the same: nobody waits for them. */
  passedOver: ReadonlySet<Id>;
  /** Workspaces whose events have to wait, as earlier ones do. */
  held: ReadonlySet<Id>;
}

export const nothingKnown: OrderKnown = { passedOver: new Set(), held: new Set() };

/**
 * Older events of Workspaces that keep their order are due: their hints were lost, or come behind newer ones. They have
 * to be routed first. Nothing was stored.
 */
export class OlderEventsDue extends Error {
  constructor(
    /** Oldest first; there may be more. */
    readonly eventIds: readonly Id[],
    /** The events that have to wait for them, and their Workspaces. */
    readonly waiting: ReadonlyMap<Id, Id>,
  ) {
    super('older events are due');
  }
}

/** @throws OlderEventsDue when others are due that have to go before some of these, or wait themselves */
export async function refuseBeforeOlder(
  sql: Sql,
  open: readonly OpenEvent[],
  outlet: Pick<EventOutlet, 'keepsOrder'>,
  { passedOver, held }: OrderKnown,
): Promise<void> {
  const newest = new Map<Id, Id>();
  for (const { envelope } of open) {
    const { id, workspace_id: workspaceId } = envelope;
    if (id > (newest.get(workspaceId) ?? '')) newest.set(workspaceId, id);
  }
  const ordered = [...newest].filter(([id]) => outlet.keepsOrder(id) && !held.has(id));
  const rows = ordered.length === 0 ? [] : await olderDue(sql, ordered, passedOver);
  const behind = new Set([...held, ...rows.map(({ workspaceId }) => workspaceId)]);
  const waiting = open
    .map(({ envelope }) => envelope)
    .filter(({ workspace_id: workspaceId }) => behind.has(workspaceId));
  if (waiting.length === 0) return;
  throw new OlderEventsDue(
    rows.map(({ id }) => id),
    new Map(waiting.map(({ id, workspace_id: workspaceId }) => [id, workspaceId])),
  );
}

const olderDue = (
  sql: Sql,
  newest: readonly (readonly [workspaceId: Id, eventId: Id])[],
  passedOver: ReadonlySet<Id>,
): Promise<{ id: Id; workspaceId: Id }[]> =>
  sql.query(
    `select w.id, w.workspace_id as "workspaceId"
     from unnest($1::uuid[], $2::uuid[]) as n(workspace_id, id)
     join work w on w.workspace_id = n.workspace_id and w.id < n.id
     where w.kind = 'event' and w.state = 'due' and w.id <> all($3::uuid[])
     order by w.id limit ${AT_ONCE}`,
    [newest.map(([workspaceId]) => workspaceId), newest.map(([, id]) => id), [...passedOver]],
  );

/** What is known of an event that has a row. */
export const hintedEvent = (eventId: Id): EventToRoute => ({
  eventId,
  stored: true,
  event: undefined,
  data: undefined,
  request: null,
});
