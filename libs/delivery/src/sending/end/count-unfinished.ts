import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** Nobody needs to know it more exactly than this. */
const COUNTED = 100_000;

/** How many deliveries of an endpoint are unfinished, so many at the most. */
export async function countUnfinished(sql: Sql, endpointId: Id): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(*)::integer as count from (
       (select 1 from delivery_queue
        where endpoint_id = $1 and state = 'waiting' and is_head limit ${COUNTED})
       union all (select 1 from delivery_queue where endpoint_id = $1 and state = 'started')
       union all (select 1 from delivery_queue
        where endpoint_id = $1 and lane is not null and (state = 'blocked' or not is_head) limit ${COUNTED})
     ) unfinished`,
    [endpointId],
  );
  return Math.min(COUNTED, row!.count);
}
