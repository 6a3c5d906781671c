import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** Sorts before every id: the place of what is sent before all others of its lane. */
export const FIRST_PLACE: Id = '00000000-0000-0000-0000-000000000000';

/**
 * Makes the first of each of these lanes its head, unless the present head is under way. To be called while the health
 * row of the endpoint is locked, after rows came, went or moved.
 */
export async function settleLanes(
  sql: Sql,
  endpointId: Id,
  lanes: readonly string[],
): Promise<void> {
  if (lanes.length === 0) return;
  await sql.execute(
    `with firsts as (
       select distinct on (lane) lane, delivery_id from delivery_queue q
       where endpoint_id = $1 and lane = any($2::text[])
         and not exists (select from delivery_queue s
                         where s.endpoint_id = $1 and s.lane = q.lane and s.is_head and s.state = 'started')
       order by lane, position, delivery_id
     )
     update delivery_queue q set is_head = q.delivery_id = f.delivery_id from firsts f
     where q.endpoint_id = $1 and q.lane = f.lane and q.is_head <> (q.delivery_id = f.delivery_id)`,
    [endpointId, [...new Set(lanes)]],
  );
}
