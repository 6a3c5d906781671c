import { insertRows, type Sql, type Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { settleLanes } from '../queue/index.ts';
import type { NewDelivery } from './new-delivery.ts';

/** Queues deliveries up for their first attempts. */
export async function insertQueued(
  tx: Transaction,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  const laned = deliveries.filter(({ lane }) => lane !== null);
  await lockHealth(
    tx,
    laned.map(({ endpointId }) => endpointId),
  );
  await insertRows<NewDelivery>(tx, {
    table: 'delivery_queue',
    columns: {
      delivery_id: ['uuid', (row) => row.id],
      workspace_id: ['uuid', (row) => row.workspaceId],
      endpoint_id: ['uuid', (row) => row.endpointId],
      state: ['text', () => 'waiting'],
      run_at: ['timestamptz', (row) => row.runAt],
      lane: ['text', (row) => row.lane],
      lane_until: ['text', (row) => row.laneUntil],
      position: ['uuid', (row) => row.position],
      is_head: ['boolean', (row) => row.lane === null],
    },
    rows: deliveries,
    then: 'on conflict do nothing',
  });
  await settleLanes(
    tx,
    laned.map(({ endpointId, lane }) => ({ endpointId, lane: lane! })),
  );
}

/** Whoever changes a lane holds the health row of its endpoint; several in the order of their ids. */
export async function lockHealth(sql: Sql, endpointIds: readonly Id[]): Promise<void> {
  if (endpointIds.length === 0) return;
  await sql.query(
    'select 1 from endpoint_health where endpoint_id = any($1::uuid[]) order by endpoint_id for update',
    [[...new Set(endpointIds)]],
  );
}
