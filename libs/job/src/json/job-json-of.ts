import { RawJson } from '@millwright/kernel';
import { emailOf } from './email-of.ts';
import type { CompletedJob, QueuedJob, TriggerKind } from './job-json.ts';
import type { JobRow } from './job-row.ts';
import { listSizes, shownArgsOf, shownResultOf, wholeSizes } from './sized-json.ts';

/** How jobs are shown. */
export interface JobJsonOptions {
  /** Host name of PUBLIC_URL, for owners that are no mail address. */
  publicHost: string;
  /** As one of a list: without logs and code, args and result only when short. */
  isListed?: boolean;
  noLogs?: boolean;
  noCode?: boolean;
}

/** What started a run, by the source of its event; of other sources Windmill has no word. */
export const triggerKinds: ReadonlyMap<string, TriggerKind> = new Map([
  ['trigger', 'webhook'],
  ['webhook', 'http'],
  ['scheduler', 'schedule'],
  ['email', 'email'],
  ['user', 'ui'],
  ['api', 'ui'],
]);
/** What stands for logs that were erased. */
export const ERASED_LOGS = '##DELETED##';
const erased = new RawJson('{}');

/** A task run as Windmill's clients know jobs, for `stringifyJson`: exactly the fields that its state has. */
export function jobJsonOf(row: JobRow, options: JobJsonOptions): QueuedJob | CompletedJob {
  const { completedAt, state } = row;
  if (completedAt === null || !isFinal(state)) return queuedJobOf(row, options);
  return completedJobOf({ ...row, completedAt }, options);
}

const isFinal = (state: JobRow['state']): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';

const queuedJobOf = (row: JobRow, options: JobJsonOptions): QueuedJob => ({
  type: 'QueuedJob',
  ...originOf(row, options),
  scheduled_for: row.runAt.toISOString(),
  ...given('started_at', row.startedAt?.toISOString()),
  running: row.state === 'started',
  ...cancellationOf(row, row.cancellation !== null),
  ...scriptOf(row, options),
  ...circumstancesOf(row),
});

function completedJobOf(
  row: JobRow & { completedAt: Date },
  options: JobJsonOptions,
): CompletedJob {
  const { completedAt, runAt } = row;
  // What was cancelled before its start has taken no time, and waited until then.
  const startedAt = row.startedAt ?? completedAt;
  return {
    type: 'CompletedJob',
    ...originOf(row, options),
    started_at: startedAt.toISOString(),
    completed_at: completedAt.toISOString(),
    duration_ms: millisecondsBetween(startedAt, completedAt),
    success: row.state === 'succeeded',
    ...cancellationOf(row, row.state === 'cancelled'),
    ...scriptOf(row, options),
    result: row.isErased ? erased : shownResultOf(row.result ?? 'null', sizesOf(options)),
    is_skipped: false,
    ...circumstancesOf(row),
    ...given('labels', row.labels.length === 0 ? undefined : [...row.labels]),
    self_wait_time_ms: millisecondsBetween(runAt, startedAt),
    ...resolutionOf(row),
    ...given('deleted', row.isErased || undefined),
  };
}

function originOf({ id, workspace, caller, source, createdAt }: JobRow, options: JobJsonOptions) {
  const owner = caller?.owner ?? source;
  const { label } = caller ?? { label: null };
  return {
    id,
    workspace_id: workspace,
    created_by: label?.startsWith('webhook-') ? label : owner,
    permissioned_as: `u/${owner}`,
    email: emailOf(owner, options.publicHost),
    created_at: createdAt.toISOString(),
  };
}

function cancellationOf({ cancellation }: JobRow, canceled: boolean) {
  if (!canceled) return { canceled };
  return {
    canceled,
    ...given('canceled_by', cancellation?.by),
    ...given('canceled_reason', cancellation?.reason ?? undefined),
  };
}

function scriptOf(row: JobRow, options: JobJsonOptions) {
  const { isListed = false, noLogs = false, noCode = false } = options;
  const logs = row.isErased ? ERASED_LOGS : row.logs || undefined;
  return {
    script_path: row.taskPath,
    script_hash: row.taskHash,
    args: row.isErased ? erased : shownArgsOf(row.args, sizesOf(options)),
    ...given('logs', isListed || noLogs ? undefined : logs),
    ...given('raw_code', isListed || noCode ? undefined : row.code),
    job_kind: 'script' as const,
    is_flow_step: false as const,
  };
}

const circumstancesOf = (row: JobRow) => ({
  visible_to_owner: row.isVisibleToOwner,
  tag: row.tag,
  ...given('parent_job', row.parentJob ?? undefined),
  ...given('schedule_path', row.schedulePath ?? undefined),
  ...given('trigger_kind', triggerKinds.get(row.source)),
  ...given('preprocessed', row.isPreprocessed || undefined),
  ...given('is_retry', row.attempts > 1 || undefined),
  ...given('worker', row.worker ?? undefined),
  event_id: row.eventId,
  task_id: row.taskId,
});

function resolutionOf({ resolution }: JobRow) {
  if (resolution === null) return {};
  return {
    resolved: true as const,
    resolved_at: resolution.at.toISOString(),
    ...given('resolution_note', resolution.note ?? undefined),
    ...given('resolved_by', resolution.by ?? undefined),
  };
}

const sizesOf = ({ isListed }: JobJsonOptions) => (isListed ? listSizes : wholeSizes);

/** Never negative: the times may come from two clocks. */
const millisecondsBetween = (from: Date, to: Date): number =>
  Math.max(0, to.getTime() - from.getTime());

/** A member, or none when it has no value. */
const given = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> =>
  (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Value>>;
