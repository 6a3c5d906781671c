import type { RawJson } from '@millwright/kernel';

/** How a run was started, where Windmill has a word for it. */
export type TriggerKind = 'webhook' | 'http' | 'schedule' | 'email' | 'ui';

/** What both kinds of job have. Members that are optional are left out, never null. Times: RFC 3339, UTC, ms. */
interface JobJson {
  id: string;
  workspace_id: string;
  created_by: string;
  permissioned_as: string;
  email: string;
  created_at: string;
  canceled: boolean;
  canceled_by?: string;
  canceled_reason?: string;
  script_path: string;
  script_hash: string;
  args: RawJson;
  logs?: string;
  raw_code?: string;
  job_kind: 'script';
  is_flow_step: false;
  visible_to_owner: boolean;
  tag: string;
  parent_job?: string;
  schedule_path?: string;
  trigger_kind?: TriggerKind;
  preprocessed?: true;
  is_retry?: true;
  worker?: string;
  event_id: string;
  task_id: string;
}

/** A job that is not over. */
export interface QueuedJob extends JobJson {
  type: 'QueuedJob';
  scheduled_for: string;
  started_at?: string;
  running: boolean;
}

/** A job that has succeeded, failed or been cancelled. */
export interface CompletedJob extends JobJson {
  type: 'CompletedJob';
  started_at: string;
  completed_at: string;
  duration_ms: number;
  success: boolean;
  result: RawJson;
  is_skipped: false;
  labels?: readonly string[];
  self_wait_time_ms: number;
  resolved?: true;
  resolved_at?: string;
  resolution_note?: string;
  resolved_by?: string;
  deleted?: true;
}
