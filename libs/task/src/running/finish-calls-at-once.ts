import { actionNeedsTransaction } from '@millwright/action';
import { RowsInArrays, type Database } from '@millwright/database';
import {
  actionRunMessage,
  eventColumns,
  type NewEvent,
  type NewWork,
  workColumns,
} from '@millwright/event';
import {
  callEventRunColumns,
  callRunColumns,
  eventOfCall,
  storeCalls,
  type NewCall,
} from '@millwright/job';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { actionRunColumns, type NewActionRun } from '../runs/action-run.store.ts';
import { finishedMessages } from '../runs/watcher-messages.ts';
import type { InTransactionPerformer } from './perform-in-transaction.ts';
import {
  actionRunsOf,
  countChangeOf,
  endOfRun,
  openWorkOf,
  type RenderedTaskRun,
} from './rendered-task-run.ts';

/** A call that nobody has stored, its run that succeeded, and what that made. */
interface FinishedCall {
  call: NewCall;
  run: RenderedTaskRun;
  actions: readonly NewActionRun[];
}

/** What is left to finish as any other run, and what to publish of those that are finished. */
export interface FinishedCalls {
  rest: readonly RenderedTaskRun[];
  messages: OutgoingMessage[];
}

const ofCall = <Columns extends Record<string, readonly [string, (call: NewCall) => unknown]>>(
  columns: Columns,
): Record<string, readonly [string, (row: FinishedCall) => unknown]> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, [type, read]]) => [name, [type, ({ call }) => read(call)]]),
  );

const events = new RowsInArrays<NewEvent>(eventColumns);
const eventRuns = new RowsInArrays<FinishedCall>(
  {
    ...ofCall(callEventRunColumns),
    // The run itself was pending, and is over.
    pending: ['integer', ({ run, actions }) => 1 + countChangeOf(run, actions).pending],
  },
  events.nextParameter,
);
const runs = new RowsInArrays<FinishedCall>(
  {
    ...ofCall(callRunColumns),
    state: ['text', () => 'succeeded'],
    attempts: ['integer', () => 1],
    task_version: ['integer', ({ run }) => run.taskVersion],
    task_hash: ['text', ({ run }) => run.taskHash],
    started_at: ['timestamptz', ({ run }) => run.startedAt],
    stopped_at: ['timestamptz', ({ run }) => run.stoppedAt],
    result: ['text', ({ run }) => run.verdict.result],
    logs: ['text', ({ run }) => run.verdict.logs],
    labels: ['text[]', ({ run }) => run.verdict.labels],
    worker: ['text', ({ run }) => run.holder],
  },
  eventRuns.nextParameter,
);
const actionRuns = new RowsInArrays<NewActionRun>(actionRunColumns, runs.nextParameter);
const work = new RowsInArrays<NewWork>(workColumns, actionRuns.nextParameter);

/** Event, run, result and actions at once: the one write of a call that is waited for. */
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
  ), action_run as (
    insert into action_runs (${actionRuns.names.join(', ')})
    select ${actionRuns.selected('v')} from new join ${actionRuns.from('v')} on v.event_id = new.id
  ), action_work as (
    insert into work (${work.names.join(', ')})
    select ${work.selected('v')} from new join ${work.from('v')} on v.event_id = new.id
  )
  select id from new`;

/**
 * Stores calls that came without a row, with what their runs came to. What is not plain (a failure, a place in a lane,
 * an action that acts in the database) is only stored as open work, and left to be finished as any other run; so is
 * what somebody else has stored meanwhile.
 */
export async function finishCallsAtOnce(
  database: Database,
  performer: InTransactionPerformer,
  rendered: readonly RenderedTaskRun[],
): Promise<FinishedCalls> {
  const calls = rendered.filter(({ call }) => call !== undefined);
  if (calls.length === 0) return { rest: rendered, messages: [] };
  const finished: FinishedCall[] = [];
  for (const run of calls.filter(isPlain)) {
    const actions = await performer.performFirst(undefined, run, actionRunsOf(run));
    if (actions.some(({ state }) => state === 'failed')) continue;
    finished.push({ call: run.call!, run, actions });
  }
  const stored = await storeFinished(database, finished);
  const done = finished.filter(({ run }) => stored.has(run.eventId));
  const isDone = new Set(done.map(({ run }) => run));
  const rest = rendered.filter((run) => !isDone.has(run));
  await storeCalls(
    database,
    rest.flatMap(({ call }) => call ?? []),
  );
  return { rest, messages: done.flatMap(messagesOf) };
}

async function storeFinished(
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
    const open = part.flatMap(({ run, actions }) => openWorkOf(run, actions));
    const rows = await database.query<{ id: Id }>(writeCalls, [
      ...events.parameters(part.map(({ call }) => eventOfCall(call))),
      ...eventRuns.parameters(part),
      ...runs.parameters(part),
      ...actionRuns.parameters(part.flatMap(({ actions }) => actions)),
      ...work.parameters(open),
    ]);
    for (const { id } of rows) stored.add(id);
  }
  return stored;
}

const messagesOf = ({ call, run, actions }: FinishedCall): OutgoingMessage[] => [
  ...openWorkOf(run, actions)
    .filter(({ state }) => state === 'due')
    .map((each) => actionRunMessage(each, each.priority)),
  ...finishedMessages(call.replyTo === null ? null : [call.replyTo], endOfRun(run, actions)),
];

const isPlain = ({ verdict, places, claim }: RenderedTaskRun): boolean =>
  claim === undefined &&
  verdict.error === null &&
  (places ?? []).length === 0 &&
  verdict.actions.every(({ type }) => !actionNeedsTransaction(type));

function fits(finished: readonly FinishedCall[]): boolean {
  const [firstRuns = []] = runs.parts(finished);
  const actions = finished.flatMap((each) => each.actions);
  const [firstActions = []] = actionRuns.parts(actions);
  const all = finished.map(({ call }) => eventOfCall(call));
  const [firstEvents = []] = events.parts(all);
  return (
    firstRuns.length === finished.length &&
    firstActions.length === actions.length &&
    firstEvents.length === all.length
  );
}
