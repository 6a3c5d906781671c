import { RowsInArrays, type Sql } from '@millwright/database';
import {
  eventColumns,
  keyRows,
  passKeys,
  roundsOf,
  routedEventColumns,
  workColumns,
  type NewEvent,
  type NewWork,
  type InsertedEvents,
  type KeyedEvent,
  type RoutedEvent,
} from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { taskRunColumns, type NewTaskRun } from '../runs/task-run.store.ts';

/** What routing new events writes, each event once. */
export interface RoutedAtOnce {
  events: readonly NewEvent[];
  routed: readonly RoutedEvent[];
  runs: readonly NewTaskRun[];
}

const events = new RowsInArrays<NewEvent>(eventColumns, 2);
const routed = new RowsInArrays<RoutedEvent>(routedEventColumns, events.nextParameter);
const runs = new RowsInArrays<NewTaskRun>(taskRunColumns, routed.nextParameter);
const work = new RowsInArrays<NewWork>(workColumns, runs.nextParameter);
const keys = keyRows(work.nextParameter);

/**
 * Everything in one statement, which is its own transaction: one round trip, where a transaction takes two and four
 * statements more. Nothing is written when the configuration is not the one that the runs were made by.
 */
const writing = (passed: { rule: string; condition: string; ids: string }): string => `
  with known as materialized (select epoch from config_epoch), ${passed.rule}
  new as (
    insert into events (${events.names.join(', ')})
    select ${events.selected('v')} from known, ${events.from('v')} where known.epoch = $1 ${passed.condition}
    on conflict do nothing returning id
  ), event_run as (
    insert into event_runs (${routed.names.join(', ')})
    select ${routed.selected('v')} from new join ${routed.from('v')} on v.id = new.id
  ), task_run as (
    insert into task_runs (${runs.names.join(', ')})
    select ${runs.selected('v')} from new join ${runs.from('v')} on v.event_id = new.id
    on conflict do nothing
  ), task_work as (
    insert into work (${work.names.join(', ')})
    select ${work.selected('v')} from new join ${work.from('v')} on v.event_id = new.id
    on conflict do nothing
  )
  select known.epoch, array(select id::text from new) as "newIds", ${passed.ids} as "passedIds" from known`;

const writeRouted = writing({ rule: '', condition: '', ids: 'null' });

/** The same with the keys of the events, of which duplicates are left out. */
const writePassing = writing({
  rule: `${passKeys(keys, '$1 = (select epoch from known)')},`,
  condition: `and (v.id <> all(${keys.parameter('event_id')}) or v.id in (select event_id from passed))`,
  ids: 'array(select event_id::text from passed)',
});

/** Whether all of it is small enough to go in one statement, and no two of the events have one key. */
export function fitsAtOnce(all: Pick<RoutedAtOnce, 'events' | 'runs'>): boolean {
  if (roundsOf(all.events).length > 1) return false;
  const [firstEvents = []] = events.parts(all.events);
  const [firstRuns = []] = runs.parts(all.runs);
  return firstEvents.length === all.events.length && firstRuns.length === all.runs.length;
}

/**
 * Stores new events as routed; answers which were new and which are duplicates.
 * Undefined: the configuration is no longer that of `epoch`, and nothing was stored.
 */
export async function storeRouted(
  sql: Sql,
  epoch: number,
  all: RoutedAtOnce,
): Promise<InsertedEvents | undefined> {
  const [keyed = []] = roundsOf(all.events);
  const parameters = [
    epoch,
    ...events.parameters(all.events),
    ...routed.parameters(all.routed),
    ...runs.parameters(all.runs),
    ...work.parameters(all.runs.map((run) => ({ ...run, kind: 'task' as const }))),
  ];
  const [stored] = await (keyed.length === 0
    ? sql.query<Stored>(writeRouted, parameters)
    : sql.query<Stored>(writePassing, [...parameters, ...keys.parameters(keyed)]));
  if (stored?.epoch !== epoch) return undefined;
  return { isNew: new Set(stored.newIds), duplicates: notAmong(keyed, stored.passedIds ?? []) };
}

interface Stored {
  epoch: number;
  newIds: Id[];
  passedIds: Id[] | null;
}

function notAmong(keyed: readonly KeyedEvent[], passedIds: readonly Id[]): ReadonlySet<Id> {
  const passed = new Set(passedIds);
  return new Set(keyed.map(({ envelope }) => envelope.id).filter((id) => !passed.has(id)));
}
