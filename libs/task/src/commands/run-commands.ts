import { Database, type Transaction } from '@millwright/database';
import { changeCounts, deleteWork, insertWork, type WorkItem } from '@millwright/event';
import { stringifyJson, type Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Injectable } from '@nestjs/common';
import { lockLanesOf, wakeLanes } from '../lanes/leave-lanes.ts';
import { noteReopened } from '../retention/watched-weeks.ts';
import { advanceSequence, haltSequence, haltsOnError } from '../running/sequence.ts';
import { idsBeside } from '../runs/ids-beside.ts';
import { workMessage } from '../runs/run-messages.ts';
import { mayCancel, mayRetry, type RunState } from '../runs/run-state.ts';
import { done, refused, type CommandOutcome } from './command-outcome.ts';

interface RunRow {
  id: Id;
  event_id: Id;
  task_id: Id;
  task_run_id: Id | null;
  index: number;
  type: string;
  priority: number;
  round: number;
  state: RunState;
  actions: number;
}

/** Retries and cancels runs by hand. */
@Injectable()
export class RunCommands {
  constructor(
    private readonly database: Database,
    private readonly bus: MessageBus,
  ) {}

  retryTaskRun(workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.retry('task', workspaceId, id);
  }

  retryActionRun(workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.retry('action', workspaceId, id);
  }

  cancelTaskRun(workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.cancel('task', workspaceId, id);
  }

  cancelActionRun(workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.cancel('action', workspaceId, id);
  }

  /** Starts over: the earlier result is gone, attempts count from 0, and what it makes gets new ids. */
  private retry(kind: 'task' | 'action', workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.database.transaction(async (tx) => {
      const run = await lockRun(tx, kind, workspaceId, id);
      if (run === undefined) return notFound(kind);
      if (!mayRetry(kind, run.state, run.actions)) {
        return refused(
          'not_retryable',
          `a ${kind} run that is ${run.state} cannot be retried: ${whyNot(run)}`,
        );
      }
      const round = run.round + 1;
      await tx.execute(
        `update ${kind}_runs set state = 'due', round = $2, attempts = 0, run_at = now(), error = null, result = null,
           result_meta = null, started_at = null, stopped_at = null${kind === 'task' ? ', logs = null' : ''}
         where id = $1`,
        [id, round],
      );
      const item = workItemOf(kind, workspaceId, run, round);
      await insertWork(tx, [
        { ...item, taskRunId: run.task_run_id, index: run.index, state: 'due', runAt: new Date() },
      ]);
      await noteReopened(tx, run.event_id);
      const failed = run.state === 'failed' ? -1 : 0;
      await changeCounts(tx, new Map([[run.event_id, { pending: 1, failed }]]));
      tx.afterCommit(() => this.bus.publish(workMessage(item)));
      return done({ id });
    });
  }

  private cancel(kind: 'task' | 'action', workspaceId: Id, id: Id): Promise<CommandOutcome> {
    return this.database.transaction(async (tx) => {
      const lanes = await lockLanesOf(tx, { ids: [id] });
      const run = await lockRun(tx, kind, workspaceId, id);
      if (run === undefined) return notFound(kind);
      if (!mayCancel(kind, run.state)) {
        return refused('not_cancellable', `a ${kind} run that is ${run.state} cannot be cancelled`);
      }
      await cancelRun(tx, kind, run);
      const next = kind === 'action' ? await nextOf(tx, run) : undefined;
      const due = await wakeLanes(tx, lanes);
      if (next !== undefined) {
        due.push(workItemOf('action', workspaceId, { ...run, id: next.id }, next.round));
      }
      tx.afterCommit(() => this.bus.publishAll(due.map(workMessage)));
      return done({ id });
    });
  }
}

/** Makes an open run cancelled. What waits for it in a sequence is left to the caller. */
export async function cancelRun(
  tx: Transaction,
  kind: 'task' | 'action',
  run: Pick<RunRow, 'id' | 'event_id'>,
): Promise<void> {
  await deleteWork(tx, kind, [run.id]);
  await tx.execute(
    `update ${kind}_runs set state = 'cancelled', stopped_at = now(), error = $2 where id = $1`,
    [run.id, cancelledError],
  );
  await changeCounts(tx, new Map([[run.event_id, { pending: -1, failed: 0 }]]));
}

/** What a cancelled action run means for its sequence: it halts where the task says so, else the next one may go. */
async function nextOf(
  tx: Transaction,
  run: RunRow,
): Promise<{ id: Id; round: number } | undefined> {
  const ended = { ...run, taskRunId: run.task_run_id!, eventId: run.event_id };
  if (await haltsOnError(tx, ended.taskRunId)) await haltSequence(tx, ended, new Date());
  return advanceSequence(tx, ended);
}

const cancelledError = stringifyJson({ code: 'cancelled', message: 'cancelled by hand' });

async function lockRun(
  tx: Transaction,
  kind: 'task' | 'action',
  workspaceId: Id,
  id: Id,
): Promise<RunRow | undefined> {
  const extra =
    kind === 'task'
      ? `null::uuid as task_run_id, 0 as index, '' as type, r.priority,
         (select count(*)::integer from action_runs a
          where a.task_run_id = r.id and a.id between $4 and $5) as actions`
      : `r.task_run_id, r.index, r.type, 0 as actions,
         coalesce(w.priority, (select t.priority from task_runs t
                               where t.id = r.task_run_id and t.id between $4 and $5), 1) as priority`;
  // The work row first: in that order runners lock them too.
  await tx.query('select 1 from work where kind = $1 and id = $2 for update', [kind, id]);
  const [row] = await tx.query<RunRow>(
    `select r.id, r.event_id, r.task_id, coalesce(w.round, r.round) as round, coalesce(w.state, r.state) as state, ${extra}
     from ${kind}_runs r left join work w on w.kind = $3 and w.id = r.id
     where r.id = $1 and r.workspace_id = $2 for update of r`,
    [id, workspaceId, kind, ...idsBeside(id)],
  );
  return row;
}

const workItemOf = (
  kind: 'task' | 'action',
  workspaceId: Id,
  run: Pick<RunRow, 'id' | 'event_id' | 'task_id' | 'priority'>,
  round: number,
): WorkItem => ({
  kind,
  id: run.id,
  workspaceId,
  eventId: run.event_id,
  taskId: run.task_id,
  priority: run.priority,
  round,
});

const notFound = (kind: string): CommandOutcome =>
  refused('not_found', `there is no such ${kind} run`);

const whyNot = ({ state }: RunRow): string =>
  state === 'succeeded' ? 'it has a result' : 'it is not finished; cancel it first';
