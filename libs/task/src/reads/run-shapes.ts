import { RawJson, type Id } from '@millwright/kernel';

/** A run as the API shows it: the columns every kind has in common. */
export interface RunRow {
  id: Id;
  state: string;
  run_at: Date;
  attempts: number;
  started_at: Date | null;
  stopped_at: Date | null;
  error: string | null;
  result: string | null;
}

/** The part of a run's shape that all kinds share. */
export const runShape = (row: RunRow) => ({
  id: row.id,
  status: row.state,
  run_at: row.run_at,
  attempts: row.attempts,
  started_at: row.started_at,
  stopped_at: row.stopped_at,
  elapsed_ms:
    row.started_at === null || row.stopped_at === null
      ? null
      : // Two clocks: the database's starts it, the runner's stops it.
        Math.max(0, row.stopped_at.getTime() - row.started_at.getTime()),
  error: rawOrNull(row.error),
  result: rawOrNull(row.result),
});

/** A task run's row. */
export interface TaskRunRow extends RunRow {
  event_id: Id;
  task_id: Id;
  task_path: string;
  task_version: number | null;
  task_hash: string | null;
  subscription: string;
  logs: string | null;
}

/** An action run's row. */
export interface ActionRunRow extends RunRow {
  event_id: Id;
  task_run_id: Id;
  task_id: Id;
  index: number;
  type: string;
  options: string;
  meta: string | null;
  result_meta: string | null;
}

/** An action run as the API shows it. */
export const actionRunShape = (row: ActionRunRow) => ({
  ...runShape(row),
  event_id: row.event_id,
  task_run_id: row.task_run_id,
  task_id: row.task_id,
  index: row.index,
  type: row.type,
  options: new RawJson(row.options),
  meta: rawOrNull(row.meta),
  result_meta: rawOrNull(row.result_meta),
  ok: row.state !== 'failed',
});

/** A task run as the API shows it, with its action runs in the order they were rendered. */
export const taskRunShape = (row: TaskRunRow, actions: readonly ActionRunRow[]) => ({
  ...runShape(row),
  event_id: row.event_id,
  task_id: row.task_id,
  task_path: row.task_path,
  task_version: row.task_version,
  task_hash: row.task_hash?.slice(0, 16) ?? null,
  subscription: row.subscription,
  logs: new RawJson(row.logs ?? '[]'),
  action_runs: actions.map(actionRunShape),
});

export type ActionRunShape = ReturnType<typeof actionRunShape>;
export type TaskRunShape = ReturnType<typeof taskRunShape>;

const rawOrNull = (text: string | null): RawJson | null =>
  text === null ? null : new RawJson(text);

/** While a run is open, its work row has the truth; `r` is the run, `w` the work. */
export const openRunColumns = `coalesce(w.state, r.state) as state, coalesce(w.run_at, r.run_at) as run_at,
  greatest(w.attempt, r.attempts) as attempts, coalesce(w.started_at, r.started_at) as started_at,
  case when w.id is null then r.stopped_at end as stopped_at`;

export const taskRunColumns = `r.id, ${openRunColumns}, r.error, r.result, r.event_id, r.task_id, r.task_path,
  r.task_version, r.task_hash, r.subscription, r.logs`;

export const actionRunColumns = `r.id, ${openRunColumns}, r.error, r.result, r.event_id, r.task_run_id, r.task_id,
  r.index, r.type, r.options, r.meta, r.result_meta`;
