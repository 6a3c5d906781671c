import type { Sql } from '@millwright/database';
import { changeCounts, deleteWork } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { definitionOf } from '../definitions/active-tasks.ts';
import { recordActionRuns } from '../runs/action-run.store.ts';
import { haltError } from './halt-error.ts';

/** The action run whose end lets the next one go. */
export interface EndedAction {
  taskRunId: Id;
  eventId: Id;
  index: number;
  type: string;
}

/**
 * After the end of an action run: makes the next one of its task run's sequence due and answers it, unless another is
 * under way still (one that was retried by hand). Actions that are performed in parallel never wait, so nothing
 * happens for them. The event's counts must have been changed before: their lock makes ends that meet go one by one.
 */
export async function advanceSequence(
  sql: Sql,
  { taskRunId }: EndedAction,
): Promise<{ id: Id; round: number } | undefined> {
  const [next] = await sql.query<{ id: Id; round: number }>(
    `update work set state = 'due', due_at = now() where (kind, id) in (
       select kind, id from work
       where kind = 'action' and task_run_id = $1 and state = 'unscheduled' and not exists (
         select 1 from work o where o.kind = 'action' and o.task_run_id = $1
           and (o.state <> 'unscheduled' or o.queued_in is not null))
       order by index limit 1 for update
     ) returning id, round`,
    [taskRunId],
  );
  return next;
}

/** Fails what waits in a sequence behind an action run that failed for good or was cancelled. */
export async function haltSequence(sql: Sql, ended: EndedAction, stoppedAt: Date): Promise<void> {
  const waiting = await sql.query<{ id: Id; attempt: number }>(
    `select id, attempt from work
     where kind = 'action' and task_run_id = $1 and state = 'unscheduled' and index > $2 order by id for update`,
    [ended.taskRunId, ended.index],
  );
  await recordActionRuns(
    sql,
    waiting.map(({ id, attempt }) => ({
      id,
      state: 'failed',
      attempts: attempt,
      startedAt: null,
      stoppedAt,
      error: haltError(ended),
      result: null,
      resultMeta: null,
    })),
  );
  await deleteWork(
    sql,
    'action',
    waiting.map(({ id }) => id),
  );
  const count = waiting.length;
  await changeCounts(sql, new Map([[ended.eventId, { pending: -count, failed: count }]]));
}

/** Whether the task that rendered a task run, in the version that did, halts its sequence on errors. */
export async function haltsOnError(sql: Sql, taskRunId: Id): Promise<boolean> {
  const [rendered] = await sql.query<{ taskId: Id; version: number }>(
    'select task_id as "taskId", task_version as version from task_runs where id = $1',
    [taskRunId],
  );
  const version = rendered && (await definitionOf(sql, rendered.taskId, rendered.version));
  return version?.definition.halt_action_run_sequence_on_error ?? false;
}
