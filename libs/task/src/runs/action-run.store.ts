import { insertRows, updateRows, type ColumnsOf, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { RunState } from './run-state.ts';

/** What became of an action run. Error, result and meta are exact JSON text. */
export interface ActionRunRecord {
  id: Id;
  state: RunState;
  attempts: number;
  startedAt: Date | null;
  stoppedAt: Date | null;
  error: string | null;
  result: string | null;
  resultMeta: string | null;
}

/** An action run as it is stored with its task run: open, or already performed in the same transaction. */
export interface NewActionRun extends ActionRunRecord {
  workspaceId: Id;
  eventId: Id;
  taskRunId: Id;
  taskId: Id;
  index: number;
  type: string;
  options: string;
  meta: string | null;
  performEvent: boolean;
  runAt: Date;
}

/** A new action run as its row is written. */
export const actionRunColumns: ColumnsOf<NewActionRun> = {
  id: ['uuid', (run) => run.id],
  workspace_id: ['uuid', (run) => run.workspaceId],
  event_id: ['uuid', (run) => run.eventId],
  task_run_id: ['uuid', (run) => run.taskRunId],
  task_id: ['uuid', (run) => run.taskId],
  index: ['integer', (run) => run.index],
  type: ['text', (run) => run.type],
  options: ['text', (run) => run.options],
  meta: ['text', (run) => run.meta],
  perform_event: ['boolean', (run) => run.performEvent],
  state: ['text', (run) => run.state],
  run_at: ['timestamptz', (run) => run.runAt],
  attempts: ['integer', (run) => run.attempts],
  started_at: ['timestamptz', (run) => run.startedAt],
  stopped_at: ['timestamptz', (run) => run.stoppedAt],
  error: ['text', (run) => run.error],
  result: ['text', (run) => run.result],
  result_meta: ['text', (run) => run.resultMeta],
  created_at: ['timestamptz', (run) => run.runAt],
};

/** Adds action runs. */
export async function insertActionRuns(sql: Sql, runs: readonly NewActionRun[]): Promise<void> {
  await insertRows(sql, {
    table: 'action_runs',
    columns: actionRunColumns,
    rows: runs,
    then: 'on conflict do nothing',
  });
}

/** Writes what came of action runs. */
export async function recordActionRuns(sql: Sql, runs: readonly ActionRunRecord[]): Promise<void> {
  await updateRows(sql, {
    table: 'action_runs',
    key: (run) => run.id,
    columns: {
      state: ['text', (run) => run.state],
      attempts: ['integer', (run) => run.attempts],
      started_at: ['timestamptz', (run) => run.startedAt],
      stopped_at: ['timestamptz', (run) => run.stoppedAt],
      error: ['text', (run) => run.error],
      result: ['text', (run) => run.result],
      result_meta: ['text', (run) => run.resultMeta],
    },
    rows: runs,
  });
}

/** An action run as its performer needs it. */
export interface ActionToPerform {
  id: Id;
  eventId: Id;
  taskRunId: Id;
  taskId: Id;
  index: number;
  type: string;
  options: string;
  meta: string | null;
  performEvent: boolean;
  round: number;
  runAt: Date;
  /** When it was made. */
  enqueuedAt: Date;
}

/** Reads an action run of a Workspace for performing. */
export async function actionToPerform(
  sql: Sql,
  workspaceId: Id,
  id: Id,
): Promise<ActionToPerform | undefined> {
  const [run] = await sql.query<ActionToPerform>(
    `select id, event_id as "eventId", task_run_id as "taskRunId", task_id as "taskId", index, type, options, meta,
       perform_event as "performEvent", round, run_at as "runAt", created_at as "enqueuedAt"
     from action_runs where id = $1 and workspace_id = $2`,
    [id, workspaceId],
  );
  return run;
}
