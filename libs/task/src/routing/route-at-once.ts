import { RowsInArrays, type Sql } from '@millwright/database';
import {
  eventColumns,
  routedEventColumns,
  workColumns,
  type NewEvent,
  type NewWork,
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

/**
 * Everything in one statement, which is its own transaction: one round trip, where a transaction takes two and four
 * statements more. Nothing is written when the configuration is not the one that the runs were made by.
 */
const writeRouted = `
  with known as materialized (select epoch from config_epoch),
  new as (
    insert into events (${events.names.join(', ')})
    select ${events.selected('v')} from known, ${events.from('v')} where known.epoch = $1
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
  select known.epoch, array(select id::text from new) as "newIds" from known`;

/** Whether all of it is small enough to go in one statement. */
export function fitsAtOnce(all: Pick<RoutedAtOnce, 'events' | 'runs'>): boolean {
  const [firstEvents = []] = events.parts(all.events);
  const [firstRuns = []] = runs.parts(all.runs);
  return firstEvents.length === all.events.length && firstRuns.length === all.runs.length;
}

/**
 * Stores new events as routed; answers the ids of those that were not there before.
 * Undefined: the configuration is no longer that of `epoch`, and nothing was stored.
 */
export async function storeRouted(
  sql: Sql,
  epoch: number,
  all: RoutedAtOnce,
): Promise<ReadonlySet<Id> | undefined> {
  const [stored] = await sql.query<{ epoch: number; newIds: Id[] }>(writeRouted, [
    epoch,
    ...events.parameters(all.events),
    ...routed.parameters(all.routed),
    ...runs.parameters(all.runs),
    ...work.parameters(all.runs.map((run) => ({ ...run, kind: 'task' as const }))),
  ]);
  return stored?.epoch === epoch ? new Set(stored.newIds) : undefined;
}
