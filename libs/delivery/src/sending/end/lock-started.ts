import { RowsInArrays, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { Claimed } from '../claim/claimed.ts';

/** A started row of the queue. */
export interface StartedRow {
  deliveryId: Id;
  step: number;
  lane: string | null;
  laneUntil: 'final' | 'attempted' | null;
}

const rows = new RowsInArrays<Claimed>({
  delivery_id: ['uuid', ({ deliveryId }) => deliveryId],
  attempt: ['integer', ({ number }) => number],
});

/** Those of some attempts that are still this holder's, locked: the others were taken over, or cancelled. */
export const lockStarted = (
  sql: Sql,
  claimed: readonly Claimed[],
  holder: string,
): Promise<StartedRow[]> =>
  sql.query(
    `select q.delivery_id as "deliveryId", q.step, q.lane, q.lane_until as "laneUntil"
     from delivery_queue q join ${rows.from('v')} on v.delivery_id = q.delivery_id and v.attempt = q.attempt
     where q.state = 'started' and q.holder = $${rows.nextParameter} order by q.delivery_id for update of q`,
    [...rows.parameters(claimed), holder],
  );
