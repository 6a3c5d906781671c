import type { Sql } from '@millwright/database';
import { changeCounts, deleteWork } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { recordActionRuns } from '../runs/action-run.store.ts';
import { haltError } from './perform-in-transaction.ts';

/** The action run whose end lets the next one go. */
export interface EndedAction {
  taskRunId: Id;
  eventId: Id;
  index: number;
  type: string;
}

/**
 * After the end of an action run: makes the next one of its task run's sequence due and answers it; with `halt`, fails
 * all that were waiting instead. Actions that are performed in parallel never wait, so nothing happens for them.
 */
export async function advanceSequence(
  sql: Sql,
  ended: EndedAction,
  { halt, stoppedAt }: { halt: boolean; stoppedAt: Date },
): Promise<{ id: Id; round: number } | undefined> {
  if (halt) {
    await failWaiting(sql, ended, stoppedAt);
    return undefined;
  }
  const [next] = await sql.query<{ id: Id; round: number }>(
    `update work set state = 'due', due_at = now() where (kind, id) in (
       select kind, id from work
       where kind = 'action' and task_run_id = $1 and state = 'unscheduled'
       order by index limit 1 for update
     ) returning id, round`,
    [ended.taskRunId],
  );
  return next;
}

async function failWaiting(sql: Sql, ended: EndedAction, stoppedAt: Date): Promise<void> {
  const waiting = await sql.query<{ id: Id; attempt: number }>(
    `select id, attempt from work
     where kind = 'action' and task_run_id = $1 and state = 'unscheduled' order by id for update`,
    [ended.taskRunId],
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
