import type { Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { settleLanes } from '../queue/index.ts';
import { lockHealth } from '../routing/insert-queued.ts';
import type { DeliveryErrorCode } from '../sending/delivery.errors.ts';
import type { DeliveryRange } from './delivery-range.ts';

const EXPIRED: DeliveryErrorCode = 'expired';

interface LateDelivery {
  id: Id;
  endpointId: Id;
  lane: string | null;
}

/** Ends a batch of what has not ended in its time; answers how many. An attempt under way is let finish. */
export async function expireDeliveries(
  tx: Transaction,
  { workspaceId, from, to, limit }: DeliveryRange,
): Promise<number> {
  const late = await tx.query<LateDelivery>(
    `select delivery_id as id, endpoint_id as "endpointId", lane from delivery_queue
     where workspace_id = $1 and delivery_id >= $2 and delivery_id < $3 and state <> 'started'
     order by delivery_id limit $4`,
    [workspaceId, from, to, limit],
  );
  if (late.length === 0) return 0;
  // As claims do: so that none of them starts meanwhile.
  await lockHealth(
    tx,
    late.map(({ endpointId }) => endpointId),
  );
  const expired = await tx.query<LateDelivery>(
    `delete from delivery_queue where delivery_id = any($1::uuid[]) and state <> 'started'
     returning delivery_id as id, endpoint_id as "endpointId", lane`,
    [late.map(({ id }) => id)],
  );
  await tx.execute(
    `update deliveries set state = 'failed', error_code = '${EXPIRED}', stopped_at = now(),
       error_message = 'it was not received for as long as the Workspace keeps its history'
     where id = any($1::uuid[])`,
    [expired.map(({ id }) => id)],
  );
  await settleLanes(
    tx,
    expired.flatMap(({ endpointId, lane }) => (lane === null ? [] : [{ endpointId, lane }])),
  );
  return expired.length;
}
