import type { Sql } from '@millwright/database';
import type { DeliveryRange } from './delivery-range.ts';

/** Drops items of events that are not kept any longer, which a disabled endpoint can have; answers how many. */
export const expireItems = (
  sql: Sql,
  { workspaceId, from, to }: Omit<DeliveryRange, 'limit'>,
): Promise<number> =>
  sql.execute(
    `delete from endpoint_items i using endpoints e
     where e.workspace_id = $1 and i.endpoint_id = e.id and i.event_id >= $2 and i.event_id < $3`,
    [workspaceId, from, to],
  );
