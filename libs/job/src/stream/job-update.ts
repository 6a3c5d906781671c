import type { RawJson } from '@millwright/kernel';

/** What has changed in a job: a message `update` of its stream. */
export interface JobUpdate {
  running: boolean;
  completed: boolean;
  /** In the first one only. */
  job_id?: string;
  /** When there are new ones: their text, and how many bytes of log there are up to its end. */
  new_logs?: string;
  log_offset?: number;
  /** In the final one: how it ended, and the whole job or its result alone. */
  success?: boolean;
  job?: RawJson;
  only_result?: RawJson;
}

/** A message of a job's stream. After all but `update` (unless final) and `ping`, the stream ends. */
export type StreamMessage =
  | ({ type: 'update' } & JobUpdate)
  | { type: 'ping' }
  | { type: 'timeout' }
  | { type: 'notfound' }
  | { type: 'error'; error: string };

/** How a watched job stands. `logs` is its whole log text so far. */
export interface JobStand {
  running: boolean;
  logs?: string;
  /** Once it is completed: CompletedJob or the stored result, as exact JSON, by what the stream asked for. */
  end?: { success: boolean } & ({ job: RawJson } | { only_result: RawJson });
}
