/** A run's error. */
export interface RunError {
  code: string;
  message: string;
}

/** An action run, as far as the suite looks. */
export interface ActionRun {
  id: string;
  index: number;
  type: string;
  status: string;
  attempts: number;
  ok: boolean;
  options: unknown;
  result: unknown;
  error: RunError | null;
}

/** A task run, as far as the suite looks. */
export interface TaskRun {
  id: string;
  status: string;
  task_id: string;
  task_hash: string | null;
  run_at: string;
  attempts: number;
  logs: unknown[];
  result: unknown;
  error: RunError | null;
  action_runs: ActionRun[];
}

/** An event of a list. */
export interface EventInList {
  id: string;
  topic: string;
  data: unknown;
  status: string;
  request_id: string | null;
}

/** One event with everything below it. */
export interface EventInFull extends EventInList {
  run: { status: string; error: RunError | null };
  filtered_by: string | null;
  task_runs: TaskRun[];
  children: { id: string; topic: string }[];
}

/** A job, as far as the suite looks. */
export interface Job {
  type: 'QueuedJob' | 'CompletedJob';
  id: string;
  created_by: string;
  created_at: string;
  script_path: string;
  script_hash: string;
  args: unknown;
  event_id: string;
  task_id: string;
  tag: string;
  canceled: boolean;
  running?: boolean;
  success?: boolean;
  result?: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- what a task makes of it
  started_at?: string;
  duration_ms?: number;
  scheduled_for?: string;
  canceled_by?: string;
  canceled_reason?: string;
  parent_job?: string;
  labels?: string[];
  preprocessed?: boolean;
}
