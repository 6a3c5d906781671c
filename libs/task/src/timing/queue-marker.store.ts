import type { Sql } from '@millwright/database';

/** Notes that a marker has come out of its queue; an older one changes nothing. */
export async function noteMarker(sql: Sql, queue: string, publishedAt: Date): Promise<void> {
  await sql.execute(
    `insert into queue_markers (queue, passed_at) values ($1, $2)
     on conflict (queue) do update set passed_at = greatest(queue_markers.passed_at, excluded.passed_at)`,
    [queue, publishedAt],
  );
}

/** When the newest marker that has come out of each queue was published. */
export type PassedMarkers = ReadonlyMap<string, Date>;

/** Reads how far the markers have come. */
export async function passedMarkers(sql: Sql): Promise<PassedMarkers> {
  const rows = await sql.query<{ queue: string; passedAt: Date }>(
    'select queue, passed_at as "passedAt" from queue_markers',
  );
  return new Map(rows.map(({ queue, passedAt }) => [queue, passedAt]));
}
