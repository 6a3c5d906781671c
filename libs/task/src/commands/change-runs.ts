import { encodeMessage, runsCancelled } from '@millwright/contracts';
import type { Transaction } from '@millwright/database';
import {
  changeCounts,
  type CountChange,
  deleteWork,
  insertWork,
  type WorkItem,
  workMessage,
} from '@millwright/event';
import { newId, stringifyJson, type Id } from '@millwright/kernel';
import type { MessageBus, OutgoingMessage } from '@millwright/messaging';
import { noteReopened } from '../retention/watched-weeks.ts';
import { advanceSequence, haltSequence, haltsOnError } from '../running/sequence.ts';
import { idsBeside } from '../runs/ids-beside.ts';
import type { RunKind, RunState } from '../runs/run-state.ts';

/** A run as a command finds it, locked. `actions`: how many a task run has rendered. */
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
}

/** What follows a command once it is committed: what became due, and renders that nobody waits for any more. */
export interface Consequences {
  due: WorkItem[];
  stopped: { run_id: Id; round: number }[];
}

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
       coalesce(w.state, r.state) as state, ${columnsOf[kind]}
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
  if (runs.length === 0) return { due: [], stopped: [] };
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
  return { due: again.map(workItemOf), stopped: [] };
}

const cleared = {
  event: 'filtered_by = null',
  task: 'result = null, result_meta = null, logs = null',
  action: 'result = null, result_meta = null',
} as const satisfies Record<RunKind, string>;

/** Makes open runs cancelled, and lets the next of their sequences go, or halts them. */
export async function cancelRuns(
  tx: Transaction,
  kind: RunKind,
  runs: readonly LockedRun[],
): Promise<Consequences> {
  if (runs.length === 0) return { due: [], stopped: [] };
  const ids = runs.map(({ id }) => id);
  await deleteWork(tx, kind, ids);
  await tx.execute(
    `update ${kind}_runs set state = 'cancelled', stopped_at = now(), error = $4
     where id = any($1::uuid[]) and id between $2 and $3`,
    [ids, ...boundsOf(runs), cancelledError],
  );
  if (kind === 'event') return { due: [], stopped: [] };
  await changeCounts(
    tx,
    sumOf(runs, () => ({ pending: -1, failed: 0 })),
  );
  if (kind === 'action') return { due: await nextOfSequences(tx, runs), stopped: [] };
  const started = runs.filter(({ state }) => state === 'started');
  return { due: [], stopped: started.map(({ id, round }) => ({ run_id: id, round })) };
}

const cancelledError = stringifyJson({ code: 'cancelled', message: 'cancelled by hand' });

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

/** Tells, once the transaction is committed, what became due and what need not be rendered any longer. */
export function announce(
  tx: Transaction,
  bus: Pick<MessageBus, 'publishAll'>,
  { due, stopped }: Consequences,
): void {
  const messages: OutgoingMessage[] = due.map(workMessage);
  if (stopped.length > 0) {
    const body = encodeMessage(runsCancelled, { runs: stopped });
    messages.push({ queue: 'broadcast', id: newId(), body });
  }
  if (messages.length > 0) tx.afterCommit(() => bus.publishAll(messages));
}

const workItemOf = (run: Omit<LockedRun, 'actions' | 'state'>): WorkItem => ({
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
