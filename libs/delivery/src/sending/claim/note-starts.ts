import { RowsInArrays, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { Starts } from '../../health/index.ts';

/** What the claim changes of an endpoint's health. */
export interface StartsNoted {
  endpointId: Id;
  starts: Starts;
  /** Until then nobody else asks the receiver for its consent; as it was where nobody does. */
  originNextAt: Date | null;
}

const rows = new RowsInArrays<StartsNoted>({
  endpoint_id: ['uuid', ({ endpointId }) => endpointId],
  starts: ['jsonb', ({ starts }) => JSON.stringify(starts)],
  origin_next_at: ['timestamptz', ({ originNextAt }) => originNextAt],
});

/** Writes down what started, for rate limits. The rows are locked by the caller. */
export async function noteStarts(sql: Sql, noted: readonly StartsNoted[]): Promise<void> {
  if (noted.length === 0) return;
  await sql.execute(
    `update endpoint_health h set starts = v.starts, origin_next_at = v.origin_next_at
     from ${rows.from('v')} where h.endpoint_id = v.endpoint_id`,
    rows.parameters(noted),
  );
}
