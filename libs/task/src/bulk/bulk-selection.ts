import { Conditions, idBoundOf, type Sql } from '@millwright/database';
import { idsBeside, lowestIdAt, type Id } from '@millwright/kernel';
import { lowerOf } from '../reads/windows.ts';
import { errorBeginning } from '../running/run-outcome.ts';
import type { RunKind } from '../runs/run-state.ts';
import { statesMeantBy, type BulkAction, type BulkFilter } from './bulk-filter.ts';

/** Which runs of one kind to look for next, in the order of their ids. */
export interface BulkLook {
  workspaceId: Id;
  action: BulkAction;
  filter: BulkFilter;
  kind: RunKind;
  /** The last run that was looked at. */
  after: Id | null;
  /** Runs of events that were accepted later are left alone. */
  startedAt: Date;
  /** How many runs to look at. */
  size: number;
}

/** What a look found. `last`: the last run it looked at; null when there was none. */
export interface BulkFound {
  looked: number;
  last: Id | null;
  runs: { id: Id; eventId: Id }[];
}

const columnsOf = {
  event: 'r.id, r.id as event_id, r.state, r.error',
  task: 'r.id, r.event_id, r.state, r.error, r.task_id',
  action: 'r.id, r.event_id, r.state, r.error, r.task_id, r.type',
} as const satisfies Record<RunKind, string>;

/**
 * Looks at the next runs of a kind, and answers those that fit. A look costs the same whatever it finds: no index knows
 * all that may be asked for.
 */
export async function lookForRuns(sql: Sql, look: BulkLook): Promise<BulkFound> {
  const { workspaceId, action, filter, kind, after, startedAt, size } = look;
  const { event_id: eventId } = filter;
  const end = lowerOf(idBoundOf(filter.created_to), lowestIdAt(startedAt.getTime() + 1));
  const where = new Conditions()
    .and('r.workspace_id = $', workspaceId)
    .and('r.id > $', after ?? undefined)
    .and('r.id >= $', idBoundOf(filter.created_from))
    .and('r.id < $', end)
    .and(kind === 'event' ? 'r.id = $' : 'r.event_id = $', eventId)
    .and('r.id >= $', eventId && idsBeside(eventId)[0])
    .and('r.id <= $', eventId && idsBeside(eventId)[1]);
  const fits = new Conditions(where.params)
    .and('coalesce(w.state, s.state) = any($::text[])', statesMeantBy(action, filter))
    .and('s.task_id = $', filter.task_id)
    .and('s.type = $', filter.action_type)
    .and(`starts_with(s.error, $)`, filter.error_code && errorBeginning(filter.error_code))
    .and('exists (select from events e where e.id = s.event_id and e.topic = $)', filter.topic);
  const [found] = await sql.query<{
    looked: number;
    last: Id | null;
    ids: Id[];
    eventIds: Id[];
  }>(
    `with seen as materialized (
       select ${columnsOf[kind]} from ${kind}_runs r where ${where.text} order by r.id limit ${size}
     ), fitting as (
       select s.id, s.event_id from seen s left join work w on w.kind = '${kind}' and w.id = s.id
       where ${fits.text}
     )
     select (select count(*)::integer from seen) as looked,
       (select id from seen order by id desc limit 1) as last,
       coalesce((select array_agg(id order by id) from fitting), '{}') as ids,
       coalesce((select array_agg(event_id order by id) from fitting), '{}') as "eventIds"`,
    fits.params,
  );
  const { looked, last, ids, eventIds } = found!;
  return { looked, last, runs: ids.map((id, n) => ({ id, eventId: eventIds[n]! })) };
}
