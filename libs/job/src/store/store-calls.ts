import { RowsInArrays, type Sql } from '@millwright/database';
import { eventColumns, workColumns } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { callEventRunColumns, callRunColumns } from './call-columns.ts';
import { eventOfCall, workOfCall, type NewCall } from './new-call.ts';

const events = new RowsInArrays(eventColumns);
const eventRuns = new RowsInArrays<NewCall>(
  { ...callEventRunColumns, pending: ['integer', () => 1] },
  events.nextParameter,
);
const runs = new RowsInArrays<NewCall>(
  {
    ...callRunColumns,
    state: ['text', ({ isScheduled }) => (isScheduled ? 'scheduled' : 'due')],
  },
  eventRuns.nextParameter,
);
const work = new RowsInArrays(workColumns, runs.nextParameter);

/** One statement, which may be a transaction of its own: one round trip for however many calls. */
const writeCalls = `
  with new as (
    insert into events (${events.names.join(', ')})
    select ${events.selected('v')} from ${events.from('v')} on conflict do nothing returning id
  ), event_run as (
    insert into event_runs (${eventRuns.names.join(', ')})
    select ${eventRuns.selected('v')} from new join ${eventRuns.from('v')} on v.id = new.id
  ), task_run as (
    insert into task_runs (${runs.names.join(', ')})
    select ${runs.selected('v')} from new join ${runs.from('v')} on v.event_id = new.id
  ), task_work as (
    insert into work (${work.names.join(', ')})
    select ${work.selected('v')} from new join ${work.from('v')} on v.event_id = new.id
  )
  select id from new`;

/**
 * Stores calls with their events, and their runs as open work. What is there already, even finished, stays as it is.
 * Answers the ids of the events that were new.
 */
export async function storeCalls(sql: Sql, calls: readonly NewCall[]): Promise<Set<Id>> {
  const isNew = new Set<Id>();
  // By the largest of the texts: the data of the events.
  const byEvent = new Map(calls.map((call) => [call.event.envelope.id, call]));
  for (const part of events.parts([...byEvent.values()].map(eventOfCall))) {
    const stored = part.map(({ envelope }) => byEvent.get(envelope.id)!);
    const rows = await sql.query<{ id: Id }>(writeCalls, [
      ...events.parameters(part),
      ...eventRuns.parameters(stored),
      ...runs.parameters(stored),
      ...work.parameters(stored.map(workOfCall)),
    ]);
    for (const { id } of rows) isNew.add(id);
  }
  return isNew;
}
