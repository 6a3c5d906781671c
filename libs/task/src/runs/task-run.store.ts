import { insertRows, updateRows, type ColumnsOf, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** A task run before it is stored. `taskVersion` is the one known when it was made; it renders the latest. */
export interface NewTaskRun {
  id: Id;
  workspaceId: Id;
  eventId: Id;
  taskId: Id;
  taskPath: string;
  taskVersion: number;
  subscription: string;
  priority: number;
  /** Where its work waits to be given a lane; null: it has none. */
  lane: string | null;
  state: 'scheduled' | 'due';
  runAt: Date;
  createdAt: Date;
}

/** A task run at its end, or between two attempts. Error, result and logs are exact JSON text. */
export interface TaskRunRecord {
  id: Id;
  state: 'succeeded' | 'failed' | 'scheduled';
  attempts: number;
  taskVersion: number | null;
  taskHash: string | null;
  startedAt: Date;
  stoppedAt: Date;
  error: string | null;
  result: string | null;
  logs: string | null;
  labels: readonly string[] | null;
  /** The runner instance that performed it. */
  worker: string;
}

/** A new task run as its row is written. */
export const taskRunColumns: ColumnsOf<NewTaskRun> = {
  id: ['uuid', (run) => run.id],
  workspace_id: ['uuid', (run) => run.workspaceId],
  event_id: ['uuid', (run) => run.eventId],
  task_id: ['uuid', (run) => run.taskId],
  task_path: ['text', (run) => run.taskPath],
  subscription: ['text', (run) => run.subscription],
  priority: ['smallint', (run) => run.priority],
  state: ['text', (run) => run.state],
  run_at: ['timestamptz', (run) => run.runAt],
  created_at: ['timestamptz', (run) => run.createdAt],
};

/** Adds task runs; one that is there already stays as it is. */
export async function insertTaskRuns(sql: Sql, runs: readonly NewTaskRun[]): Promise<void> {
  await insertRows(sql, {
    table: 'task_runs',
    columns: taskRunColumns,
    rows: runs,
    then: 'on conflict do nothing',
  });
}

const endColumns: ColumnsOf<TaskRunRecord> = {
  state: ['text', (run) => run.state],
  attempts: ['integer', (run) => run.attempts],
  task_version: ['integer', (run) => run.taskVersion],
  task_hash: ['text', (run) => run.taskHash],
  started_at: ['timestamptz', (run) => run.startedAt],
  stopped_at: ['timestamptz', (run) => run.stoppedAt],
  error: ['text', (run) => run.error],
  result: ['text', (run) => run.result],
  logs: ['text', (run) => run.logs],
  labels: ['text[]', (run) => run.labels],
  worker: ['text', (run) => run.worker],
};
const overwritten = Object.keys(endColumns).filter((name) => name !== 'started_at');

/** Writes what came of task runs; their start stays that of the first attempt. */
export async function recordTaskRuns(sql: Sql, runs: readonly TaskRunRecord[]): Promise<void> {
  await updateRows(sql, {
    table: 'task_runs',
    key: (run) => run.id,
    columns: endColumns,
    set: `${overwritten.map((name) => `${name} = v.${name}`).join(', ')},
      started_at = least(t.started_at, v.started_at)`,
    rows: runs,
  });
}
