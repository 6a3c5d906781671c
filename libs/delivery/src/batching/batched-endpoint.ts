import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { EndpointSettings } from '../endpoints/endpoint-settings.ts';
import type { EndpointFormat, EndpointOrdering } from '../endpoints/endpoint.entity.ts';

/** What of an endpoint says how its pending items become deliveries. */
export interface BatchedEndpoint {
  id: Id;
  workspaceId: Id;
  /** The slug of its Workspace. */
  workspace: string;
  format: EndpointFormat;
  ordering: EndpointOrdering;
  settings: EndpointSettings;
  /** Its own, else its Workspace's. */
  order: 'chronological' | 'reverse_chronological';
  /** Whether its oldest pending item has waited long enough; of an endpoint that no longer makes batches at once. */
  isDue: boolean;
}

/** An item is due so long after it was queued up; what an endpoint has left from another mode, at once. */
export const dueFlush = `(e.mode = 'immediate' or exists (
  select from endpoint_items i where i.endpoint_id = e.id
    and i.queued_at <= now() - make_interval(secs => (e.settings ->> 'batch_interval_s')::integer)))`;

/** An enabled endpoint, as it is now; undefined: its items stay pending. */
export async function batchedEndpoint(sql: Sql, id: Id): Promise<BatchedEndpoint | undefined> {
  const [endpoint] = await sql.query<BatchedEndpoint>(
    `select e.id, e.workspace_id as "workspaceId", w.slug as workspace, e.format, e.ordering, e.settings,
       coalesce(e.settings ->> 'batch_order', w.settings ->> 'batch_order', 'chronological') as "order",
       ${dueFlush} as "isDue"
     from endpoints e join workspaces w on w.id = e.workspace_id
     where e.id = $1 and e.enabled and e.deleted_at is null and w.deleted_at is null`,
    [id],
  );
  return endpoint;
}
