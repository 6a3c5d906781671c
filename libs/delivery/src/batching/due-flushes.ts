import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { dueFlush } from './batched-endpoint.ts';

/** The endpoints whose pending items are due to become deliveries. Costs one look for each that has any. */
export async function dueFlushes(sql: Sql, limit: number): Promise<Id[]> {
  const rows = await sql.query<{ id: Id }>(
    `with recursive pending as (
       (select endpoint_id from endpoint_items order by endpoint_id limit 1)
       union all
       select (select i.endpoint_id from endpoint_items i where i.endpoint_id > p.endpoint_id
               order by i.endpoint_id limit 1)
       from pending p where p.endpoint_id is not null
     )
     select e.id from pending p join endpoints e on e.id = p.endpoint_id
     where e.enabled and e.deleted_at is null and ${dueFlush} limit $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** The endpoints of a Workspace that are enabled and make batches. */
export async function batchingEndpoints(sql: Sql, workspaceId: Id): Promise<Id[]> {
  const rows = await sql.query<{ id: Id }>(
    `select id from endpoints
     where workspace_id = $1 and enabled and mode = 'batched' and deleted_at is null order by id`,
    [workspaceId],
  );
  return rows.map(({ id }) => id);
}
