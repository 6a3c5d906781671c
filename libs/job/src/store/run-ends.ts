import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { jobErrorOf } from '../answer/job-error.ts';
import { jobResultOf } from '../answer/job-result.ts';
import type { ActionEnd, JobOutcome } from '../answer/sync-answer.ts';

/** How a run has ended. */
export interface RunEnded {
  readonly runId: Id;
  readonly outcome: JobOutcome;
  /** JSON text, as the job shows it. */
  readonly result: string;
  /** How many of its action runs are not final. */
  readonly openActions: number;
}

/** The ends of those of some runs that are final. */
export async function endsOf(sql: Sql, runIds: readonly Id[]): Promise<RunEnded[]> {
  if (runIds.length === 0) return [];
  const rows = await sql.query<EndRow>(
    `select r.id as "runId", r.state as outcome, r.result, r.error,
       (select count(*)::integer from work w where w.task_run_id = r.id) as "openActions"
     from task_runs r where r.id = any($1::uuid[]) and r.state in ('succeeded', 'failed', 'cancelled')`,
    [runIds],
  );
  return rows.map(({ result, error, ...end }) => ({
    ...end,
    result: jobResultOf({ result, error: error === null ? null : jobErrorOf(error) }),
  }));
}

interface EndRow extends Omit<RunEnded, 'result'> {
  result: string | null;
  error: string | null;
}

/** How the action runs of a run have ended, in the order in which they were rendered. */
export async function actionEndsOf(sql: Sql, runId: Id): Promise<ActionEnd[]> {
  return sql.query<ActionEnd>(
    `select index, type, state = 'succeeded' as ok, result, error from action_runs
     where task_run_id = $1 order by index`,
    [runId],
  );
}

/**
 * Asks for an instance to be told of a run's start and end, if it is open. Whoever ends it does so after this, and
 * sees it, or before, and its end can be read afterwards.
 */
export async function watchRun(sql: Sql, runId: Id, address: string): Promise<void> {
  await sql.execute(
    `update work set watchers = array_append(coalesce(watchers, '{}'), $2::text)
     where kind = 'task' and id = $1 and not ($2::text = any(coalesce(watchers, '{}')))`,
    [runId, address],
  );
}

/** As {@link watchRun}, for the last of its action runs. */
export async function watchActions(sql: Sql, runId: Id, address: string): Promise<void> {
  await sql.execute(
    `update event_runs set watchers = array_append(coalesce(watchers, '{}'), $2::text)
     where id = (select event_id from task_runs where id = $1) and pending > 0
       and not ($2::text = any(coalesce(watchers, '{}')))`,
    [runId, address],
  );
}

/** Whether a run is started. */
export async function isStarted(sql: Sql, runId: Id): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from work where kind = 'task' and id = $1 and state = 'started'`,
    [runId],
  );
  return rows.length > 0;
}
