import type { Sql } from '@millwright/database';

/**
 * Notes that a marker has come out of its queue; an older one changes nothing. One of a time to come was sent before
 * the clock was set back: it says nothing about what is due by this clock, and yields to any other.
 */
export async function noteMarker(sql: Sql, queue: string, publishedAt: Date): Promise<void> {
  await sql.execute(
    `insert into queue_markers as known (queue, passed_at)
     select $1::text, $2::timestamptz where $2 <= clock_timestamp()
     on conflict (queue) do update set passed_at = excluded.passed_at
       where known.passed_at < excluded.passed_at or known.passed_at > clock_timestamp()`,
    [queue, publishedAt],
  );
}

/** When the newest marker that has come out of each queue was published. */
export type PassedMarkers = ReadonlyMap<string, Date>;

/** Reads how far the markers have come; not of those that were sent before the clock was set back. */
export async function passedMarkers(sql: Sql): Promise<PassedMarkers> {
  const rows = await sql.query<{ queue: string; passedAt: Date }>(
    'select queue, passed_at as "passedAt" from queue_markers where passed_at <= clock_timestamp()',
  );
  return new Map(rows.map(({ queue, passedAt }) => [queue, passedAt]));
}
