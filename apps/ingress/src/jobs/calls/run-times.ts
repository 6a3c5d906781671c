import type { Sql } from '@millwright/database';
import type { CallQuery } from '@millwright/job';

/**
 * When calls are due, in their order. What is to run in some seconds is so by the database's clock, which decides when
 * it is due. `nowMs`: milliseconds since 1970.
 */
export async function runTimesOf(
  sql: Sql,
  queries: readonly CallQuery[],
  nowMs: number,
): Promise<Date[]> {
  const asksClock = queries.some(({ scheduledInSecs }) => scheduledInSecs !== undefined);
  const [row] = asksClock ? await sql.query<{ now: Date }>('select now() as now') : [];
  return queries.map(({ scheduledFor, scheduledInSecs }) => {
    if (scheduledFor !== undefined) return new Date(Math.max(scheduledFor.getTime(), nowMs));
    if (scheduledInSecs === undefined) return new Date(nowMs);
    return new Date(row!.now.getTime() + scheduledInSecs * 1_000);
  });
}
