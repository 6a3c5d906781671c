import { RowsInArrays, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** What becomes of a row of the queue. */
export type QueueMove =
  | { to: 'out' }
  /** Waits for its next attempt; `leavesLane`: others of its lane need not wait for it any more. */
  | { to: 'waiting'; runAt: Date; leavesLane: boolean }
  /** Failed, and holds its lane until somebody acts. */
  | { to: 'blocked' };

interface MovedRow {
  deliveryId: Id;
  move: Exclude<QueueMove, { to: 'out' }>;
}

const rows = new RowsInArrays<MovedRow>({
  delivery_id: ['uuid', ({ deliveryId }) => deliveryId],
  state: ['text', ({ move }) => move.to],
  run_at: ['timestamptz', ({ move }) => (move.to === 'waiting' ? move.runAt : null)],
  leaves_lane: ['boolean', ({ move }) => move.to === 'waiting' && move.leavesLane],
});

/** Takes out of the queue what is final, and puts back what is not. The rows are locked by the caller. */
export async function moveQueue(sql: Sql, moves: ReadonlyMap<Id, QueueMove>): Promise<void> {
  const out: Id[] = [];
  const moved: MovedRow[] = [];
  for (const [deliveryId, move] of moves) {
    if (move.to === 'out') out.push(deliveryId);
    else moved.push({ deliveryId, move });
  }
  await Promise.all([
    out.length > 0 &&
      sql.execute('delete from delivery_queue where delivery_id = any($1::uuid[])', [out]),
    moved.length > 0 &&
      sql.execute(
        `update delivery_queue q set state = v.state, run_at = coalesce(v.run_at, q.run_at),
           holder = null, lease_until = null,
           lane = case when v.leaves_lane then null else q.lane end,
           lane_until = case when v.leaves_lane then null else q.lane_until end
         from ${rows.from('v')} where q.delivery_id = v.delivery_id`,
        rows.parameters(moved),
      ),
  ]);
}
