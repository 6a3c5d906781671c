import type { Sql } from '@millwright/database';
import { runEndEventIdOf } from '@millwright/event';
import { timeOf, type Id } from '@millwright/kernel';

/** A run, and how often it was begun anew by hand. */
export interface EndedRun {
  id: Id;
  eventId: Id;
  round: number;
}

/**
 * The events that tell of an end of these runs (`mechanic/actions/perform`, `mechanic/errors/…`), each with the event
 * of its run. They are children of that event, and known by their ids, which derive from the run's.
 */
export async function eventsAboutRuns(
  sql: Sql,
  runs: readonly EndedRun[],
): Promise<ReadonlyMap<Id, Id>> {
  const eventIds = [...new Set(runs.map(({ eventId }) => eventId))].sort();
  if (eventIds.length === 0) return new Map();
  const children = await sql.query<{ id: Id; topic: string; eventId: Id }>(
    `select id, topic, parent_id as "eventId" from events
     where parent_id = any($1::uuid[]) and source = 'system' and id > $2`,
    [eventIds, eventIds[0]],
  );
  const isAbout = (child: { id: Id; topic: string }, { id: runId, round }: EndedRun): boolean => {
    const ms = timeOf(child.id);
    const ids = Array.from({ length: round + 1 }, (_none, earlier) =>
      runEndEventIdOf(ms, { runId, round: earlier, topic: child.topic }),
    );
    return ids.includes(child.id);
  };
  return new Map(
    children
      .filter((child) => runs.some((run) => run.eventId === child.eventId && isAbout(child, run)))
      .map(({ id, eventId }) => [id, eventId]),
  );
}
