import type { Database, Sql, Transaction } from '@millwright/database';
import {
  actionRunMessage,
  changeCounts,
  type CountChange,
  deleteWork,
  insertWork,
  rescheduleWork,
  workMessage,
} from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { insertActionRuns, type NewActionRun } from '../runs/action-run.store.ts';
import { lockLanes } from '../lanes/lane.store.ts';
import { placesLeft, unnameRetried, wakeBehind } from '../lanes/leave-lanes.ts';
import { finishedMessages } from '../runs/watcher-messages.ts';
import { retryDelayMs } from '../runs/retry-policy.ts';
import { recordTaskRuns, type TaskRunRecord } from '../runs/task-run.store.ts';
import type { EndEvents } from './end-events.ts';
import { finishAtOnce } from './finish-at-once.ts';
import {
  actionRunsOf,
  countChangeOf,
  endOfRun,
  openWorkOf,
  type RenderedTaskRun,
} from './rendered-task-run.ts';
import { errorText, isRetried } from './run-outcome.ts';
import type { InTransactionPerformer } from './perform-in-transaction.ts';

/** A run that was still ours to finish. */
interface Owned extends RenderedTaskRun {
  attempt: number;
  watchers: readonly string[] | null;
}

/** How a run ends: for good, or until it is tried again. */
interface End {
  run: Owned;
  retryAt: Date | undefined;
}

/**
 * Stores what came of several task runs, all or nothing: their end, their action runs (performed on the spot where
 * the whole effect is in the database), their event's counts. A run that somebody else took meanwhile is left alone.
 * Answers the messages to publish afterwards.
 */
export async function finishTaskRuns(
  database: Database,
  performer: InTransactionPerformer,
  rendered: readonly RenderedTaskRun[],
  endEvents?: EndEvents,
): Promise<OutgoingMessage[]> {
  return (
    (await finishAtOnce(database, performer, rendered)) ??
    finishInSteps(database, performer, rendered, endEvents)
  );
}

function finishInSteps(
  database: Database,
  performer: InTransactionPerformer,
  rendered: readonly RenderedTaskRun[],
  endEvents?: EndEvents,
): Promise<OutgoingMessage[]> {
  return database.transaction(async (tx) => {
    const places = rendered.flatMap((run) => run.places ?? []);
    await lockLanes(
      tx,
      places.map(({ lane }) => lane),
    );
    // Who waits for a place is found by the rows as they are afterwards.
    const last = places.length === 0 ? tx.atCommit : tx;
    const owned = await takeOwned(tx, rendered);
    const ends: End[] = owned.map((run) => ({ run, retryAt: retryAtOf(run) }));
    const final = ends.filter(({ retryAt }) => retryAt === undefined).map(({ run }) => run);
    const actions = new Map<Id, NewActionRun[]>();
    for (const run of final)
      actions.set(run.id, await performer.performFirst(tx, run, actionRunsOf(run)));
    await endEvents?.ofTaskRuns(
      tx,
      final.map((run) => ({ ...run, actions: actions.get(run.id)! })),
    );
    const open = final.flatMap((run) => openWorkOf(run, actions.get(run.id)!));
    await recordTaskRuns(
      last,
      ends.map(({ run, retryAt }) => recordOf(run, retryAt)),
    );
    await closeFailed(last, ends);
    await insertActionRuns(last, [...actions.values()].flat());
    await insertWork(last, open);
    await changeCounts(last, countChangesOf(final, actions));
    await unnameRetried(last, ends);
    const woken = await wakeBehind(tx, placesLeft(ends));
    const due = open.filter(({ state }) => state === 'due');
    return [
      ...due.map((work) => actionRunMessage(work, work.priority)),
      ...woken.map(workMessage),
      ...final.flatMap((run) =>
        finishedMessages(run.watchers, endOfRun(run, actions.get(run.id)!)),
      ),
    ];
  });
}

/** The work of those that failed: out of the table, or set to a later time. Of the others it went when it was taken. */
async function closeFailed(sql: Sql, ends: readonly End[]): Promise<void> {
  const failed = ends.filter(({ run }) => run.verdict.error !== null);
  const final = failed.filter(({ retryAt }) => retryAt === undefined);
  await deleteWork(
    sql,
    'task',
    final.map(({ run }) => run.id),
  );
  for (const { run, retryAt } of failed) {
    const { id, attempt } = run;
    if (retryAt !== undefined)
      await rescheduleWork(sql, { kind: 'task', id, runAt: retryAt, attempt });
  }
}

/**
 * Takes the runs that are still ours: out of the table those that succeeded, under a lock those that may be retried.
 * All are locked in one order before any is deleted, so that no two runners wait for each other.
 */
const takeOurs = `
  with ours as materialized (
    select w.id, w.attempt, w.watchers, f.succeeded, f.place
    from work w, unnest($1::uuid[], $2::integer[], $3::integer[], $4::text[], $5::boolean[])
      with ordinality f (id, round, attempt, holder, succeeded, place)
    where w.kind = 'task' and w.id = any($1::uuid[]) and w.id = f.id and w.round = f.round and (
      (f.attempt = 0 and w.state = 'due')
      or (w.state = 'started' and w.attempt = f.attempt and w.holder = f.holder))
    order by w.id for update of w
  ), over as (
    delete from work w using ours o
    where w.kind = 'task' and w.id = o.id and o.succeeded
  )
  select id, attempt, watchers, place::integer - 1 as place from ours order by succeeded desc`;

interface TakenRow {
  id: Id;
  attempt: number;
  place: number;
  watchers: string[] | null;
}

async function takeOwned(tx: Transaction, rendered: readonly RenderedTaskRun[]): Promise<Owned[]> {
  if (rendered.length === 0) return [];
  const rows = await tx.query<TakenRow>(takeOurs, [
    rendered.map(({ id }) => id),
    rendered.map(({ round }) => round),
    rendered.map(({ claim }) => claim?.attempt ?? 0),
    rendered.map(({ holder }) => holder),
    rendered.map(({ verdict }) => verdict.error === null),
  ]);
  // The same run twice in one batch is finished once: as succeeded, where its work is gone.
  const first = new Map<Id, Owned>();
  for (const { id, attempt, place, watchers } of rows) {
    const run = rendered[place]!;
    const ownAttempt = run.claim?.attempt ?? attempt + 1;
    if (!first.has(id)) first.set(id, { ...run, attempt: ownAttempt, watchers });
  }
  return [...first.values()];
}

function retryAtOf({ verdict, retry, attempt, stoppedAt }: Owned): Date | undefined {
  if (verdict.error === null || !isRetried(verdict.error.code)) return undefined;
  const delayMs = retryDelayMs(retry, attempt);
  return delayMs === undefined ? undefined : new Date(stoppedAt.getTime() + delayMs);
}

const recordOf = (run: Owned, retryAt: Date | undefined): TaskRunRecord => ({
  id: run.id,
  state: retryAt !== undefined ? 'scheduled' : run.verdict.error === null ? 'succeeded' : 'failed',
  attempts: run.attempt,
  taskVersion: run.taskVersion,
  taskHash: run.taskHash,
  startedAt: run.startedAt,
  stoppedAt: run.stoppedAt,
  error: run.verdict.error === null ? null : errorText(run.verdict.error),
  result: run.verdict.result,
  logs: run.verdict.logs,
  labels: run.verdict.labels,
  worker: run.holder,
});

function countChangesOf(
  runs: readonly Owned[],
  actions: ReadonlyMap<Id, readonly NewActionRun[]>,
): Map<Id, CountChange> {
  const changes = new Map<Id, CountChange>();
  for (const run of runs) {
    const change = changes.get(run.eventId) ?? { pending: 0, failed: 0 };
    const { pending, failed } = countChangeOf(run, actions.get(run.id)!);
    changes.set(run.eventId, { pending: change.pending + pending, failed: change.failed + failed });
  }
  return changes;
}
