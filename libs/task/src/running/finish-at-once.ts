import { actionNeedsTransaction } from '@millwright/action';
import { RowsInArrays, type Database } from '@millwright/database';
import { actionRunMessage, type NewWork, workColumns } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { actionRunColumns, type NewActionRun } from '../runs/action-run.store.ts';
import type { InTransactionPerformer } from './perform-in-transaction.ts';
import { finishedMessages } from '../runs/watcher-messages.ts';
import {
  actionRunsOf,
  countChangeOf,
  endOfRun,
  openWorkOf,
  type RenderedTaskRun,
} from './rendered-task-run.ts';

/** A run that succeeded, and what it made. */
interface Succeeded {
  run: RenderedTaskRun;
  actions: readonly NewActionRun[];
}

const ends = new RowsInArrays<Succeeded>({
  id: ['uuid', ({ run }) => run.id],
  round: ['integer', ({ run }) => run.round],
  attempt: ['integer', ({ run }) => run.claim?.attempt ?? null],
  holder: ['text', ({ run }) => run.holder],
  event_id: ['uuid', ({ run }) => run.eventId],
  task_version: ['integer', ({ run }) => run.taskVersion],
  task_hash: ['text', ({ run }) => run.taskHash],
  started_at: ['timestamptz', ({ run }) => run.startedAt],
  stopped_at: ['timestamptz', ({ run }) => run.stoppedAt],
  result: ['text', ({ run }) => run.verdict.result],
  logs: ['text', ({ run }) => run.verdict.logs],
  labels: ['text[]', ({ run }) => run.verdict.labels],
  pending_change: ['integer', ({ run, actions }) => countChangeOf(run, actions).pending],
});
const [low, high, lowEvent, highEvent] = [0, 1, 2, 3].map(
  (at) => `$${ends.nextParameter + at}::uuid`,
);
const actionRuns = new RowsInArrays<NewActionRun>(actionRunColumns, ends.nextParameter + 4);
const work = new RowsInArrays<NewWork>(workColumns, actionRuns.nextParameter);

/**
 * Everything in one statement, which is its own transaction. What is still ours is locked in one order first, as
 * everywhere: the rest follows from that. The lowest and highest ids tell the planner which partitions it can leave out.
 */
const writeEnds = `
  with ended as (select * from ${ends.from('v')}),
  ours as materialized (
    select e.*, coalesce(e.attempt, w.attempt + 1) as attempts
    from work w join ended e on e.id = w.id and e.round = w.round
    where w.kind = 'task' and w.id = any($1::uuid[]) and (
      (e.attempt is null and w.state = 'due')
      or (w.state = 'started' and w.attempt = e.attempt and w.holder = e.holder))
    order by w.id for update of w
  ), over as (
    delete from work w using ours o where w.kind = 'task' and w.id = o.id returning w.id, w.watchers
  ), recorded as (
    update task_runs t set state = 'succeeded', attempts = o.attempts, task_version = o.task_version,
      task_hash = o.task_hash, started_at = least(t.started_at, o.started_at), stopped_at = o.stopped_at, error = null,
      result = o.result, logs = o.logs, labels = o.labels::text[], worker = o.holder
    from ours o where t.id = o.id and t.id between ${low} and ${high}
  ), action_run as (
    insert into action_runs (${actionRuns.names.join(', ')})
    select ${actionRuns.selected('v')} from ours join ${actionRuns.from('v')} on v.task_run_id = ours.id
    on conflict do nothing
  ), action_work as (
    insert into work (${work.names.join(', ')})
    select ${work.selected('v')} from ours join ${work.from('v')} on v.task_run_id = ours.id
    on conflict do nothing
  ), change as (
    select event_id as id, sum(pending_change) as pending from ours
    group by event_id having sum(pending_change) <> 0
  ), counting as materialized (
    select l.id from event_runs l where l.id in (select id from change) and l.id between ${lowEvent} and ${highEvent}
    order by l.id for update
  ), counted as (
    update event_runs t set pending = t.pending + c.pending
    from counting join change c on c.id = counting.id
    where t.id = counting.id and t.id between ${lowEvent} and ${highEvent}
  )
  select id, watchers from over`;

/**
 * Stores the ends of task runs in one statement; answers the messages to publish afterwards. Undefined, and nothing is
 * stored, where that is not enough: something failed, holds a place in a lane, or acts in the database.
 */
export async function finishAtOnce(
  database: Database,
  performer: InTransactionPerformer,
  rendered: readonly RenderedTaskRun[],
): Promise<OutgoingMessage[] | undefined> {
  const isEach = new Set(rendered.map(({ id }) => id)).size === rendered.length;
  if (!isEach || !rendered.every(isPlain)) return undefined;
  const succeeded: Succeeded[] = [];
  for (const run of rendered) {
    const actions = await performer.performFirst(undefined, run, actionRunsOf(run));
    if (actions.some(({ state }) => state === 'failed')) return undefined;
    succeeded.push({ run, actions });
  }
  const actions = succeeded.flatMap((each) => each.actions);
  if (!fits(succeeded, actions)) return undefined;
  const open = succeeded.flatMap((each) => openWorkOf(each.run, each.actions));
  const ids = rendered.map(({ id }) => id).sort();
  const events = rendered.map(({ eventId }) => eventId).sort();
  const ours = await database.query<{ id: Id; watchers: string[] | null }>(writeEnds, [
    ...ends.parameters(succeeded),
    ...[ids[0], ids.at(-1), events[0], events.at(-1)],
    ...actionRuns.parameters(actions),
    ...work.parameters(open),
  ]);
  const watchers = new Map(ours.map((row) => [row.id, row.watchers]));
  const due = open
    .filter(({ state, taskRunId }) => state === 'due' && watchers.has(taskRunId))
    .map((each) => actionRunMessage(each, each.priority));
  const told = succeeded
    .filter(({ run }) => watchers.has(run.id))
    .flatMap((each) =>
      finishedMessages(watchers.get(each.run.id)!, endOfRun(each.run, each.actions)),
    );
  return [...due, ...told];
}

const isPlain = ({ verdict, places }: RenderedTaskRun): boolean =>
  verdict.error === null &&
  (places ?? []).length === 0 &&
  verdict.actions.every(({ type }) => !actionNeedsTransaction(type));

function fits(succeeded: readonly Succeeded[], actions: readonly NewActionRun[]): boolean {
  const [first = []] = ends.parts(succeeded);
  const [firstActions = []] = actionRuns.parts(actions);
  return first.length === succeeded.length && firstActions.length === actions.length;
}
