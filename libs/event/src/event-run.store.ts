import { insertRows, updateRows } from '@millwright/database';
import type { ColumnsOf, Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** How an event's counts of what is unfinished and failed below it change. */
export interface CountChange {
  pending: number;
  failed: number;
}

/** A finished routing: `state` is final, `pending` the task runs that it made. */
export interface RoutedEvent {
  id: Id;
  workspaceId: Id;
  state: 'succeeded' | 'failed';
  runAt: Date;
  pending: number;
  stoppedAt: Date;
  error: string | null;
  /** The event filter that stopped it. */
  filteredBy?: string | undefined;
}

/** A finished event run as its row is written. */
export const routedEventColumns: ColumnsOf<RoutedEvent> = {
  id: ['uuid', (row) => row.id],
  workspace_id: ['uuid', (row) => row.workspaceId],
  state: ['text', (row) => row.state],
  run_at: ['timestamptz', (row) => row.runAt],
  attempts: ['integer', () => 1],
  pending: ['integer', (row) => row.pending],
  started_at: ['timestamptz', (row) => row.stoppedAt],
  stopped_at: ['timestamptz', (row) => row.stoppedAt],
  error: ['text', (row) => row.error],
  filtered_by: ['text', (row) => row.filteredBy ?? null],
};

/** Adds finished event runs for events that came through the broker and were never open work. */
export async function insertRoutedEvents(sql: Sql, routed: readonly RoutedEvent[]): Promise<void> {
  await insertRows(sql, {
    table: 'event_runs',
    columns: routedEventColumns,
    rows: routed,
  });
}

/** Finishes event runs that were open work. */
export async function finishEventRuns(sql: Sql, routed: readonly RoutedEvent[]): Promise<void> {
  await updateRows(sql, {
    table: 'event_runs',
    key: (row) => row.id,
    columns: {
      state: ['text', (row) => row.state],
      pending_change: ['integer', (row) => row.pending],
      stopped_at: ['timestamptz', (row) => row.stoppedAt],
      error: ['text', (row) => row.error],
      filtered_by: ['text', (row) => row.filteredBy ?? null],
    },
    set: `state = v.state, attempts = t.attempts + 1, pending = t.pending + v.pending_change,
      started_at = v.stopped_at, stopped_at = v.stopped_at, error = v.error, filtered_by = v.filtered_by`,
    rows: routed,
  });
}

/** The instances that wait for everything below an event to be final, once it is; null: it is not, or nobody does. */
export async function watchersOfEnded(sql: Sql, eventId: Id): Promise<string[] | null> {
  const [row] = await sql.query<{ watchers: string[] }>(
    'select watchers from event_runs where id = $1 and pending = 0 and watchers is not null',
    [eventId],
  );
  return row?.watchers ?? null;
}

/** Applies changes to the counts of several events; their rows are locked in the order of their ids. */
export async function changeCounts(sql: Sql, changes: ReadonlyMap<Id, CountChange>): Promise<void> {
  const rows = [...changes]
    .map(([id, change]) => ({ id, ...change }))
    .filter(({ pending, failed }) => pending !== 0 || failed !== 0);
  await updateRows(sql, {
    table: 'event_runs',
    key: (row) => row.id,
    columns: {
      pending_change: ['integer', (row) => row.pending],
      failed_change: ['integer', (row) => row.failed],
    },
    set: 'pending = t.pending + v.pending_change, failed = t.failed + v.failed_change',
    rows,
  });
}
