import type { Id } from '@millwright/kernel';

/** A task run with all that is told of it as a job. Texts of JSON are valid, and shown digit by digit. */
export interface JobRow {
  /** The caller's id where it gave one, else the run's. */
  id: Id;
  /** Slug. */
  workspace: string;
  state: 'unscheduled' | 'scheduled' | 'due' | 'started' | 'succeeded' | 'failed' | 'cancelled';
  /** The token that called; null: the run was not started by a call. */
  caller: { owner: string; label: string | null } | null;
  /** The event's source. */
  source: string;
  eventId: Id;
  taskId: Id;
  taskPath: string;
  /** 16 hex digits. */
  taskHash: string;
  /** The version's Liquid. */
  code: string;
  createdAt: Date;
  runAt: Date;
  /** Start of the first attempt; null: none has begun. */
  startedAt: Date | null;
  /** Set in the final states. */
  completedAt: Date | null;
  attempts: number;
  /** Who cancelled the run, or asked for it. */
  cancellation: { by: string; reason: string | null } | null;
  /** The event's data, as JSON text. */
  args: string;
  /** The stored result, of a failed run its error, as JSON text; null: there is none. */
  result: string | null;
  /** As `get_logs` answers them; null or empty: there are none. */
  logs: string | null;
  isVisibleToOwner: boolean;
  tag: string;
  parentJob: Id | null;
  /** The scheduler's topic, of a run that it started. */
  schedulePath: string | null;
  labels: readonly string[];
  /** Whether the task got the request whole (`trigger_data_mode: "request"`). */
  isPreprocessed: boolean;
  /** The runner instance that has it, or had it last. */
  worker: string | null;
  resolution: { at: Date; by: string | null; note: string | null } | null;
  /** Whether args, result and logs were erased. */
  isErased: boolean;
}
