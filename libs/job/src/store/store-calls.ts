import { RowsInArrays, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import {
  callEventColumns,
  callRunColumns,
  insertCallEventRuns,
  insertCallEvents,
} from './call-columns.ts';
import type { NewCall } from './new-call.ts';

/** All that is said of a call in any of its rows, once: what they share is repeated by the database. */
const calls = new RowsInArrays<NewCall>({
  ...callRunColumns,
  state: ['text', ({ isScheduled }) => (isScheduled ? 'scheduled' : 'due')],
  lane: ['text', ({ facts }) => facts.lane],
  ...callEventColumns,
});

const runColumns = [...Object.keys(callRunColumns), 'state'];

/** One statement, which may be a transaction of its own: one round trip for however many calls. */
const writeCalls = `
  with v as (select * from ${calls.from('v')}),
  new as (${insertCallEvents}),
  event_run as (${insertCallEventRuns('1')}),
  task_run as (
    insert into task_runs (${runColumns.join(', ')})
    select ${runColumns.map((name) => `v.${name}`).join(', ')} from new join v on v.event_id = new.id
  ), task_work as (
    insert into work (kind, id, workspace_id, event_id, task_id, state, run_at, due_at, priority, lane, watchers,
      pinned_version)
    select 'task', v.id, v.workspace_id, v.event_id, v.task_id, v.state, v.run_at,
      case when v.state = 'due' then now() end, v.priority, v.lane,
      case when v.reply_to is not null then array[v.reply_to] end, v.pinned_version
    from new join v on v.event_id = new.id
  )
  select id from new`;

/**
 * Stores calls with their events, and their runs as open work. What is there already, even finished, stays as it is.
 * Answers the ids of the events that were new.
 */
export async function storeCalls(sql: Sql, some: readonly NewCall[]): Promise<Set<Id>> {
  const isNew = new Set<Id>();
  const byEvent = new Map(some.map((call) => [call.event.envelope.id, call]));
  for (const part of calls.parts([...byEvent.values()])) {
    const rows = await sql.query<{ id: Id }>(writeCalls, calls.parameters(part));
    for (const { id } of rows) isNew.add(id);
  }
  return isNew;
}
