import { encodeMessage, runsCancelled } from '@millwright/contracts';
import type { Transaction } from '@millwright/database';
import {
  changeCounts,
  endWork,
  insertWork,
  type CountChange,
  type WorkItem,
  workMessage,
  watchersOfEnded,
} from '@millwright/event';
import { actionsEndedMessages } from '../running/actions-ended.ts';
import { failedResultOf, jobErrorOf } from '@millwright/job';
import { idsBeside, newId, type Id } from '@millwright/kernel';
import type { MessageBus, OutgoingMessage } from '@millwright/messaging';
import { noteReopened } from '../retention/watched-weeks.ts';
import { advanceSequence, haltSequence, haltsOnError } from '../running/sequence.ts';
import type { RunKind, RunState } from '../runs/run-state.ts';
import { finishedMessages } from '../runs/watcher-messages.ts';
import { cancelledErrorOf, type Cancellation } from './cancellation.ts';

/**
 * A run as a command finds it, locked. `actions`: how many a task run has rendered. `erased`: whether the data of its
 * event is gone, so that it cannot be run again.
 */
export interface LockedRun {
  kind: RunKind;
  id: Id;
  workspaceId: Id;
  eventId: Id;
  taskId: Id | null;
  taskRunId: Id | null;
  index: number;
  type: string;
  priority: number;
  round: number;
  /** Of a task run: the version that its caller asked for. */
  pinnedVersion: number | null;
  state: RunState;
  actions: number;
  erased: boolean;
}

/**
 * What follows a command once it is committed: what became due, renders whose end nobody wants any more, and ends that
 * somebody waits for.
 */
export interface Consequences {
  due: WorkItem[];
  stopped: { run_id: Id; round: number }[];
  ended: EndedRun[];
  /** To those who wait for the last of a call's action runs. */
  told: OutgoingMessage[];
}

/** A task run that was cancelled while somebody waited for it. */
export interface EndedRun {
  runId: Id;
  /** Addresses of the instances that wait. */
  watchers: readonly string[];
  /** JSON text, as its job shows it. */
  result: string;
}

const nothing = (): Consequences => ({ due: [], stopped: [], ended: [], told: [] });

/** The consequences of several changes in one transaction. */
export const allOf = (parts: readonly Partial<Consequences>[]): Consequences => ({
  due: parts.flatMap(({ due = [] }) => due),
  stopped: parts.flatMap(({ stopped = [] }) => stopped),
  ended: parts.flatMap(({ ended = [] }) => ended),
  told: parts.flatMap(({ told = [] }) => told),
});

const columnsOf = {
  event: `r.id as "eventId", null::uuid as "taskId", null::uuid as "taskRunId", 0 as index, '' as type,
    1 as priority, 0 as actions, null::integer as "pinnedVersion"`,
  task: `r.event_id as "eventId", r.task_id as "taskId", null::uuid as "taskRunId", 0 as index, '' as type,
    r.priority, (select count(*)::integer from action_runs a
                 where a.task_run_id = r.id and a.id between $4 and $5) as actions,
    r.pinned_version as "pinnedVersion"`,
  action: `r.event_id as "eventId", r.task_id as "taskId", r.task_run_id as "taskRunId", r.index, r.type,
    coalesce(w.priority, (select t.priority from task_runs t
                          where t.id = r.task_run_id and t.id between $4 and $5), 1) as priority, 0 as actions,
    null::integer as "pinnedVersion"`,
} as const satisfies Record<RunKind, string>;

const erasedBelow = (eventId: string): string => `exists (select from task_runs e
  where e.event_id = ${eventId} and e.id between $4 and $5 and e.erased_at is not null)`;

/** The data of an event is erased with any job of it. */
const isErased = {
  event: erasedBelow('r.id'),
  task: `r.erased_at is not null or ${erasedBelow('r.event_id')}`,
  action: erasedBelow('r.event_id'),
} as const satisfies Record<RunKind, string>;

/** Some runs of a Workspace, locked in the order of their ids: the work first, as runners do. */
export async function lockRuns(
  tx: Transaction,
  kind: RunKind,
  workspaceId: Id,
  ids: readonly Id[],
): Promise<LockedRun[]> {
  if (ids.length === 0) return [];
  const inOrder = [...ids].sort();
  await tx.query(
    'select 1 from work where kind = $1 and id = any($2::uuid[]) order by id for update',
    [kind, inOrder],
  );
  const bounds = [idsBeside(inOrder[0]!)[0], idsBeside(inOrder.at(-1)!)[1]];
  return tx.query<LockedRun>(
    `select $3 as kind, r.id, r.workspace_id as "workspaceId", coalesce(w.round, r.round) as round,
       coalesce(w.state, r.state) as state, ${columnsOf[kind]}, (${isErased[kind]}) as erased
     from ${kind}_runs r left join work w on w.kind = $3 and w.id = r.id
     where r.id = any($1::uuid[]) and r.workspace_id = $2 and r.id between $4 and $5 order by r.id for update of r`,
    [inOrder, workspaceId, kind, ...bounds],
  );
}

/** Starts final runs over: the earlier result is gone, attempts count from 0, and what they make gets new ids. */
export async function retryRuns(
  tx: Transaction,
  kind: RunKind,
  runs: readonly LockedRun[],
): Promise<Consequences> {
  if (runs.length === 0) return nothing();
  const now = new Date();
  await tx.execute(
    `update ${kind}_runs set state = 'due', round = round + 1, attempts = 0, run_at = now(), error = null,
       ${cleared[kind]}, started_at = null, stopped_at = null
     where id = any($1::uuid[]) and id between $2 and $3`,
    [runs.map(({ id }) => id), ...boundsOf(runs)],
  );
  const again = runs.map((run) => ({ ...run, round: run.round + 1 }));
  await insertWork(
    tx,
    again.map((run) => ({ ...run, state: 'due' as const, runAt: now })),
  );
  await noteReopened(tx, [...new Set(runs.map(({ eventId }) => eventId))]);
  if (kind !== 'event') {
    await changeCounts(
      tx,
      sumOf(runs, ({ state }) => ({ pending: 1, failed: state === 'failed' ? -1 : 0 })),
    );
  }
  return { ...nothing(), due: again.map(workItemOf) };
}

const cleared = {
  event: 'filtered_by = null',
  task: `result = null, result_meta = null, logs = null, resolved_at = null, resolved_by = null,
    resolution_note = null, labels = null`,
  action: 'result = null, result_meta = null',
} as const satisfies Record<RunKind, string>;

/** Makes a task run due that is scheduled. */
export async function makeDueNow(tx: Transaction, run: LockedRun): Promise<Consequences> {
  await tx.execute(
    `update work set state = 'due', run_at = now(), due_at = now() where kind = 'task' and id = $1`,
    [run.id],
  );
  await tx.execute('update task_runs set run_at = now() where id = $1', [run.id]);
  return { ...nothing(), due: [workItemOf(run)] };
}

/**
 * Makes open runs cancelled, and lets the next of their sequences go, or halts them. `by`: who wants it, as their errors
 * will say; missing: somebody.
 */
export async function cancelRuns(
  tx: Transaction,
  kind: RunKind,
  runs: readonly LockedRun[],
  by?: Cancellation,
): Promise<Consequences> {
  if (runs.length === 0) return nothing();
  const ids = runs.map(({ id }) => id);
  const error = cancelledErrorOf(by);
  // The start of what has been claimed is known to its work alone.
  await tx.execute(
    `update ${kind}_runs r set state = 'cancelled', stopped_at = now(), error = $4,
       started_at = least(started_at, (select w.started_at from work w where w.kind = $5 and w.id = r.id))
     where id = any($1::uuid[]) and id between $2 and $3`,
    [ids, ...boundsOf(runs), error, kind],
  );
  const watched = await endWork(tx, kind, ids);
  if (kind === 'event') return nothing();
  await changeCounts(
    tx,
    sumOf(runs, () => ({ pending: -1, failed: 0 })),
  );
  if (kind === 'action') {
    const due = await nextOfSequences(tx, runs);
    return { ...nothing(), due, told: await toldOfActions(tx, runs) };
  }
  const started = runs.filter(({ state }) => state === 'started');
  const result = failedResultOf(jobErrorOf(error)).text;
  return {
    ...nothing(),
    stopped: started.map(({ id, round }) => ({ run_id: id, round })),
    ended: watched.map(({ id, watchers }) => ({ runId: id, watchers, result })),
  };
}

/** What cancelled action runs mean for their sequences: they halt where the task says so, else the next may go. */
async function nextOfSequences(tx: Transaction, runs: readonly LockedRun[]): Promise<WorkItem[]> {
  const due: WorkItem[] = [];
  const byTaskRun = new Map<Id, LockedRun>();
  // The first that was cancelled is the one that halts what is behind it.
  for (const run of runs) {
    const known = byTaskRun.get(run.taskRunId!);
    if (known === undefined || run.index < known.index) byTaskRun.set(run.taskRunId!, run);
  }
  for (const run of byTaskRun.values()) {
    const ended = { ...run, taskRunId: run.taskRunId! };
    if (await haltsOnError(tx, ended.taskRunId)) await haltSequence(tx, ended, new Date());
    const next = await advanceSequence(tx, ended);
    if (next !== undefined) due.push(workItemOf({ ...run, ...next }));
  }
  return due;
}

async function toldOfActions(
  tx: Transaction,
  runs: readonly LockedRun[],
): Promise<OutgoingMessage[]> {
  const told: OutgoingMessage[] = [];
  for (const [taskRunId, eventId] of new Map(runs.map((run) => [run.taskRunId!, run.eventId]))) {
    const watchers = await watchersOfEnded(tx, eventId);
    told.push(...(await actionsEndedMessages(tx, watchers, taskRunId)));
  }
  return told;
}

/** A cancelled task run has performed nothing, and nothing of it is open. */
const finishedMessagesOf = (ended: readonly EndedRun[]): OutgoingMessage[] =>
  ended.flatMap(({ runId, watchers, result }) =>
    finishedMessages(watchers, { runId, state: 'cancelled', result, openActions: 0 }),
  );

/** Tells, once the transaction is committed, what became due, what need not be rendered any longer, and what ended. */
export function announce(
  tx: Transaction,
  bus: Pick<MessageBus, 'publishAll'>,
  { due, stopped, ended, told }: Consequences,
): void {
  const messages: OutgoingMessage[] = [
    ...due.map(workMessage),
    ...finishedMessagesOf(ended),
    ...told,
  ];
  if (stopped.length > 0) {
    const body = encodeMessage(runsCancelled, { runs: stopped });
    messages.push({ queue: 'broadcast', id: newId(), body });
  }
  if (messages.length > 0) tx.afterCommit(() => bus.publishAll(messages));
}

const workItemOf = (run: Omit<LockedRun, 'actions' | 'erased' | 'state'>): WorkItem => ({
  kind: run.kind,
  id: run.id,
  workspaceId: run.workspaceId,
  eventId: run.eventId,
  taskId: run.taskId,
  priority: run.priority,
  round: run.round,
  pinnedVersion: run.pinnedVersion,
});

/** The lowest and the highest id there can be of these, so that only their partitions are read. */
function boundsOf(runs: readonly LockedRun[]): [lowest: Id, highest: Id] {
  const ids = runs.map(({ id }) => id).sort();
  return [ids[0]!, ids.at(-1)!];
}

function sumOf(
  runs: readonly LockedRun[],
  changeOf: (run: LockedRun) => CountChange,
): Map<Id, CountChange> {
  const sum = new Map<Id, CountChange>();
  for (const run of runs) {
    const { pending, failed } = sum.get(run.eventId) ?? { pending: 0, failed: 0 };
    const change = changeOf(run);
    sum.set(run.eventId, { pending: pending + change.pending, failed: failed + change.failed });
  }
  return sum;
}
