import type { JobParts } from './job-parts.ts';

/** While a run is open, its work row `w` has the truth; `r` is the run. */
export const isCompleted = 'w.id is null';

/** What a job shows, as SQL over the run `r`, its work `w`, its event `e`. */
export const shown = {
  id: 'coalesce(r.job_id, r.id)',
  state: 'coalesce(w.state, r.state)',
  runAt: 'coalesce(w.run_at, r.run_at)',
  // The work row has the start of the first claim; a short run takes none, and leaves its start in its row.
  startedAt: `case when ${isCompleted} then r.started_at else least(w.started_at, r.started_at) end`,
  /** What was cancelled before its start is shown to have started at its end. */
  startedOrEnded: `case when ${isCompleted} then coalesce(r.started_at, r.stopped_at)
    else least(w.started_at, r.started_at) end`,
  completedAt: `case when ${isCompleted} then r.stopped_at end`,
  tag: `coalesce(r.tag, 'default')`,
  worker: 'coalesce(w.holder, r.worker)',
  labels: `case when ${isCompleted} then r.labels end`,
  schedulePath: `case when e.source = 'scheduler' then e.topic end`,
  createdBy: `case when r.caller is null then e.source
    when starts_with(r.caller_label, 'webhook-') then r.caller_label else r.caller end`,
} as const;

/** The version that a job shows: the one it was rendered by, or will be as things stand. */
const version = `case when ${isCompleted} then coalesce(r.task_version, r.pinned_version, t.version)
  else coalesce(w.pinned_version, r.pinned_version, t.version) end`;

/** Joins the version `v` that a job shows. */
export const joinVersion = `left join tasks t on t.id = r.task_id
  left join task_versions v on v.task_id = r.task_id and v.version = ${version}`;

/** The hash of that version, all of its digits. */
export const shownHash = `coalesce(case when ${isCompleted} then r.task_hash end, v.hash, '')`;

const joinWork = `left join work w on w.kind = 'task' and w.id = r.id`;

/** The tables of jobs that are read by their ids. */
export const jobTables = `task_runs r join workspaces s on s.id = r.workspace_id
  join events e on e.id = r.event_id ${joinWork} ${joinVersion}`;

/** One look for the event of each run that is left: the planner might join all events to it. */
export const eventOfEach = `cross join lateral (
    select source, topic, webhook_id, data from events where id = r.event_id offset 0) e`;

/** The columns of a StoredJob. */
export const jobColumns = ({ args, result, logs, code }: JobParts): string => `
  r.id as "runId", ${shown.id} as id, s.slug as workspace, ${shown.state} as state, r.caller,
  r.caller_token_id as "tokenId", r.caller_label as "callerLabel", e.source, e.id as "eventId",
  r.task_id as "taskId", r.task_path as "taskPath", left(${shownHash}, 16) as "taskHash",
  ${code ? `v.definition` : 'null'} as definition, r.created_at as "createdAt", ${shown.runAt} as "runAt",
  ${shown.startedAt} as "startedAt", ${shown.completedAt} as "completedAt",
  greatest(w.attempt, r.attempts) as attempts, r.is_hidden as "isHidden", ${shown.tag} as tag,
  r.parent_job as "parentJob", r.root_job as "rootJob", ${shown.schedulePath} as "schedulePath",
  coalesce(${shown.labels}, '{}') as labels, r.is_preprocessed as "isPreprocessed", ${shown.worker} as worker,
  r.resolved_at as "resolvedAt", r.resolved_by as "resolvedBy", r.resolution_note as "resolutionNote",
  r.erased_at is not null as "isErased",
  ${upTo(args, 'e.data')} as args, ${upTo(result, 'r.result')} as result,
  ${logs ? 'r.error' : upToWhole(ERROR_PER_RESULT * result, 'r.error')} as error,
  ${logs ? 'r.logs' : 'null'} as logs`;

/**
 * A stored error has its message, and its details, of which the message may be the JSON as a text; the result that is
 * made of it has at least one of them. An error so many times as large as a result makes one that is too large.
 */
const ERROR_PER_RESULT = 4;

/** A text as far as it can be shown, and a character more. */
const upTo = (bytes: number, column: string): string =>
  bytes === Infinity ? column : `left(${column}, ${bytes + 1})`;

/** A text, or what is none in its place: half an error cannot be read. The least error has some 20 bytes. */
const upToWhole = (bytes: number, column: string): string =>
  bytes === Infinity
    ? column
    : `case when octet_length(${column}) <= ${Math.max(bytes, LEAST_ERROR_BYTES)} then ${column}
         when ${column} is not null then '' end`;

const LEAST_ERROR_BYTES = 2_000;
