import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { EventOutlet } from './event-outlet.ts';
import type { EventToRoute, OpenEvent } from './event-to-route.ts';

const AT_ONCE = 200;

/**
 * Older events of Workspaces that keep their order are due: their hints were lost, or come behind newer ones. They have
 * to be routed first. Nothing was stored.
 */
export class OlderEventsDue extends Error {
  /** Oldest first; there may be more. */
  constructor(readonly eventIds: readonly Id[]) {
    super('older events are due');
  }
}

/** @throws OlderEventsDue when others than `passedOver` are due that have to go before some of these */
export async function refuseBeforeOlder(
  sql: Sql,
  open: readonly OpenEvent[],
  outlet: Pick<EventOutlet, 'keepsOrder'>,
  passedOver: ReadonlySet<Id>,
): Promise<void> {
  const newest = new Map<Id, Id>();
  for (const { envelope } of open) {
    const { id, workspace_id: workspaceId } = envelope;
    if (id > (newest.get(workspaceId) ?? '')) newest.set(workspaceId, id);
  }
  const ordered = [...newest].filter(([workspaceId]) => outlet.keepsOrder(workspaceId));
  if (ordered.length === 0) return;
  const rows = await sql.query<{ id: Id }>(
    `select w.id from unnest($1::uuid[], $2::uuid[]) as n(workspace_id, id)
     join work w on w.workspace_id = n.workspace_id and w.id < n.id
     where w.kind = 'event' and w.state = 'due' and w.id <> all($3::uuid[])
     order by w.id limit ${AT_ONCE}`,
    [ordered.map(([workspaceId]) => workspaceId), ordered.map(([, id]) => id), [...passedOver]],
  );
  if (rows.length > 0) throw new OlderEventsDue(rows.map(({ id }) => id));
}

/** What is known of an event that has a row. */
export const hintedEvent = (eventId: Id): EventToRoute => ({
  eventId,
  stored: true,
  event: undefined,
  data: undefined,
  request: null,
});
