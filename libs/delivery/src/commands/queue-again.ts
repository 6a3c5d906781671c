import { insertRows, type Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { settleLanes } from '../queue/index.ts';
import type { Lane } from './lane-of-replay.ts';

/** A delivery on its way back into the queue. */
export interface QueuedAgain extends Lane {
  id: Id;
  attempts: number;
}

/** How some deliveries of one endpoint are queued again. */
export interface QueueingAgain {
  workspaceId: Id;
  endpointId: Id;
  deliveries: readonly QueuedAgain[];
  runAt: Date;
  /** By hand: past circuit and pause. */
  isManual: boolean;
}

/** Makes deliveries due, their schedule anew, while the health row of their endpoint is locked. */
export async function queueAgain(
  tx: Transaction,
  { workspaceId, endpointId, deliveries, runAt, isManual }: QueueingAgain,
): Promise<void> {
  if (deliveries.length === 0) return;
  const ids = deliveries.map(({ id }) => id);
  await tx.execute(
    `update deliveries set state = 'open', stopped_at = null where id = any($1::uuid[])`,
    [ids],
  );
  // Whoever was behind one in the lane it leaves goes on.
  const left = await tx.query<{ lane: string }>(
    'select lane from delivery_queue where delivery_id = any($1::uuid[]) and lane is not null',
    [ids],
  );
  await insertRows<QueuedAgain>(tx, {
    table: 'delivery_queue',
    columns: {
      delivery_id: ['uuid', ({ id }) => id],
      workspace_id: ['uuid', () => workspaceId],
      endpoint_id: ['uuid', () => endpointId],
      state: ['text', () => 'waiting'],
      run_at: ['timestamptz', () => runAt],
      lane: ['text', ({ lane }) => lane],
      lane_until: ['text', ({ laneUntil }) => laneUntil],
      position: ['uuid', ({ position }) => position],
      is_head: ['boolean', ({ lane }) => lane === null],
      is_manual: ['boolean', () => isManual],
      attempt: ['integer', ({ attempts }) => attempts],
    },
    rows: deliveries,
    then: `on conflict (delivery_id) do update set state = 'waiting', run_at = excluded.run_at, lane = excluded.lane,
      lane_until = excluded.lane_until, position = excluded.position, is_head = excluded.is_head,
      is_manual = excluded.is_manual, step = 0`,
  });
  const lanes = [...left, ...deliveries].flatMap(({ lane }) => lane ?? []);
  await settleLanes(
    tx,
    lanes.map((lane) => ({ endpointId, lane })),
  );
}
