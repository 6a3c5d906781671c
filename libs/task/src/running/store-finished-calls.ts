import { RowsInArrays, type ColumnsOf, type Database } from '@millwright/database';
import { type NewWork, workColumns } from '@millwright/event';
import {
  callEventColumns,
  callRunColumns,
  insertCallEventRuns,
  insertCallEvents,
  type NewCall,
} from '@millwright/job';
import type { Id } from '@millwright/kernel';
import { actionRunColumns, type NewActionRun } from '../runs/action-run.store.ts';
import { countChangeOf, openWorkOf, type RenderedTaskRun } from './rendered-task-run.ts';

/** A call that nobody has stored, its run that succeeded, and what that made. */
export interface FinishedCall {
  call: NewCall;
  run: RenderedTaskRun;
  actions: readonly NewActionRun[];
}

const ofCall = <Columns extends Record<string, readonly [string, (call: NewCall) => unknown]>>(
  columns: Columns,
): Record<string, readonly [string, (row: FinishedCall) => unknown]> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, [type, read]]) => [name, [type, ({ call }) => read(call)]]),
  );

/** The columns of the run that say what it came to; what every one that is finished so came to is not among them. */
const endColumns: ColumnsOf<FinishedCall> = {
  task_version: ['integer', ({ run }) => run.taskVersion],
  task_hash: ['text', ({ run }) => run.taskHash],
  started_at: ['timestamptz', ({ run }) => run.startedAt],
  stopped_at: ['timestamptz', ({ run }) => run.stoppedAt],
  result: ['text', ({ run }) => run.verdict.result],
  logs: ['text', ({ run }) => run.verdict.logs],
  labels: ['text[]', ({ run }) => run.verdict.labels],
  worker: ['text', ({ run }) => run.holder],
};

/** All that is said of a call in any of its rows, once: what they share is repeated by the database. */
const calls = new RowsInArrays<FinishedCall>({
  ...ofCall(callRunColumns),
  ...endColumns,
  ...ofCall(callEventColumns),
  // The run itself was pending, and is over.
  pending: ['integer', ({ run, actions }) => 1 + countChangeOf(run, actions).pending],
});
const runColumns = Object.keys({ ...callRunColumns, ...endColumns });
const actionRuns = new RowsInArrays<NewActionRun>(actionRunColumns, calls.nextParameter);
const work = new RowsInArrays<NewWork>(workColumns, actionRuns.nextParameter);

/** Event, run and result at once: the one write of a call that is waited for, with the actions it made where there are any. */
const writeCalls = (isWithActions: boolean): string => `
  with v as (select * from ${calls.from('v')}),
  new as (${insertCallEvents}),
  event_run as (${insertCallEventRuns('v.pending')}),
  task_run as (
    insert into task_runs (state, attempts, ${runColumns.join(', ')})
    select 'succeeded', 1, ${runColumns.map(selectedOfRun).join(', ')} from new join v on v.event_id = new.id
  )${isWithActions ? writeActions : ''}
  select id from new`;

const selectedOfRun = (name: string): string =>
  name === 'labels' ? 'v.labels::text[]' : `v.${name}`;

const writeActions = `, action_run as (
    insert into action_runs (${actionRuns.names.join(', ')})
    select ${actionRuns.selected('a')} from new join ${actionRuns.from('a')} on a.event_id = new.id
  ), action_work as (
    insert into work (${work.names.join(', ')})
    select ${work.selected('w')} from new join ${work.from('w')} on w.event_id = new.id
  )`;

const writePlain = writeCalls(false);
const writeWithActions = writeCalls(true);

/** Stores finished calls; answers the ids of the events of those that nobody else has stored. */
export async function storeFinished(
  database: Database,
  finished: readonly FinishedCall[],
): Promise<ReadonlySet<Id>> {
  const stored = new Set<Id>();
  const byEvent = new Map(finished.map((each) => [each.run.eventId, each]));
  // Each by itself where one statement could not take them all.
  const parts = fits(finished)
    ? [[...byEvent.values()]]
    : [...byEvent.values()].map((each) => [each]);
  for (const part of parts) {
    if (part.length === 0) continue;
    const actions = part.flatMap((each) => each.actions);
    const parameters = calls.parameters(part);
    if (actions.length > 0) {
      const open = part.flatMap(({ run, actions: made }) => openWorkOf(run, made));
      parameters.push(...actionRuns.parameters(actions), ...work.parameters(open));
    }
    const statement = actions.length > 0 ? writeWithActions : writePlain;
    const rows = await database.query<{ id: Id }>(statement, parameters);
    for (const { id } of rows) stored.add(id);
  }
  return stored;
}

function fits(finished: readonly FinishedCall[]): boolean {
  const [firstCalls = []] = calls.parts(finished);
  const actions = finished.flatMap((each) => each.actions);
  const [firstActions = []] = actionRuns.parts(actions);
  return firstCalls.length === finished.length && firstActions.length === actions.length;
}
