import type { Database } from '@millwright/database';
import { bumpEpoch } from '@millwright/database';
import { childIdAt, newId, stringifyJson, type Id } from '@millwright/kernel';

/** A task with one version, as jobs show it. */
export interface GivenJobTask {
  id: Id;
  path: string;
  /** 64 hex digits. */
  hash: string;
}

/** A task whose only version has a script. */
export async function givenJobTask(
  database: Database,
  workspaceId: Id,
  { path, script = '{% result 1 %}' }: { path: string; script?: string },
): Promise<GivenJobTask> {
  const id = newId();
  const hash = `${id}${id}`.replaceAll('-', '').split('').reverse().join('').slice(0, 64);
  await database.transaction(async (tx) => {
    const epoch = await bumpEpoch(tx);
    await tx.execute(
      `insert into tasks (id, workspace_id, name, path, enabled, version, hash, changed_epoch)
       values ($1, $2, $3, $3, true, 1, $4, $5)`,
      [id, workspaceId, path, hash, epoch],
    );
    await tx.execute(
      `insert into task_versions (task_id, version, workspace_id, hash, definition, subscriptions, author)
       values ($1, 1, $2, $3, $4, '{}', 'test')`,
      [id, workspaceId, hash, stringifyJson({ priority: 'normal', name: path, script })],
    );
  });
  return { id, path, hash };
}

/** A run to be stored, with its event and, while it is open, its work. Times in milliseconds since 1970. */
export interface GivenJob {
  workspaceId: Id;
  task: GivenJobTask;
  state: 'scheduled' | 'due' | 'started' | 'succeeded' | 'failed' | 'cancelled';
  /** When its event was accepted, which is the time of its id. Default: now. */
  at?: number;
  createdAt?: number;
  runAt?: number;
  startedAt?: number | null;
  stoppedAt?: number;
  attempts?: number;
  source?: string;
  topic?: string;
  webhookId?: Id | null;
  /** JSON texts. */
  data?: string;
  result?: string | null;
  error?: string | null;
  logs?: string | null;
  jobId?: Id | null;
  caller?: string | null;
  tokenId?: Id | null;
  callerLabel?: string | null;
  tag?: string | null;
  labels?: string[] | null;
  parentJob?: Id | null;
  rootJob?: Id | null;
  isHidden?: boolean;
  isPreprocessed?: boolean;
  worker?: string | null;
  resolution?: { at: number; by: string | null; note: string | null } | null;
  erasedAt?: number | null;
}

/** Stores a run as those of calls are stored, and answers its own id. */
export async function givenJob(database: Database, job: GivenJob): Promise<Id> {
  const { workspaceId, task, state, at = Date.now(), jobId = null } = job;
  const eventId = childIdAt(at, newId(), 'event');
  const id = childIdAt(at, eventId, 'task');
  const isOpen = state === 'scheduled' || state === 'due' || state === 'started';
  const { createdAt = at, runAt = at, startedAt = state === 'started' ? at : null } = job;
  const { stoppedAt = Math.max(at, startedAt ?? 0), resolution = null, erasedAt = null } = job;
  const time = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
  await insert(database, 'events', {
    id: eventId,
    workspace_id: workspaceId,
    topic: job.topic ?? 'millwright/trigger/call',
    data: job.data ?? '{}',
    source: job.source ?? 'trigger',
    webhook_id: job.webhookId ?? null,
    created_at: time(at),
  });
  await insert(database, 'task_runs', {
    id,
    workspace_id: workspaceId,
    event_id: eventId,
    task_id: task.id,
    task_path: task.path,
    task_version: isOpen ? null : 1,
    task_hash: isOpen ? null : task.hash,
    subscription: '',
    // While a run is open, its work has the truth.
    state: isOpen ? 'due' : state,
    run_at: time(runAt),
    created_at: time(createdAt),
    attempts: isOpen ? 0 : (job.attempts ?? 1),
    started_at: isOpen ? null : time(startedAt),
    stopped_at: isOpen ? null : time(stoppedAt),
    result: job.result ?? null,
    error: job.error ?? null,
    logs: job.logs ?? null,
    job_id: jobId,
    caller: job.caller === undefined ? 'admin' : job.caller,
    caller_token_id: job.tokenId ?? null,
    caller_label: job.callerLabel ?? null,
    tag: job.tag ?? null,
    labels: job.labels ?? null,
    parent_job: job.parentJob ?? null,
    root_job: job.rootJob ?? null,
    is_hidden: job.isHidden ?? false,
    is_preprocessed: job.isPreprocessed ?? false,
    worker: isOpen ? null : (job.worker ?? null),
    resolved_at: time(resolution?.at ?? null),
    resolved_by: resolution?.by ?? null,
    resolution_note: resolution?.note ?? null,
    erased_at: time(erasedAt),
  });
  if (jobId !== null) await insert(database, 'job_ids', { id: jobId, run_id: id });
  if (isOpen) {
    await insert(database, 'work', {
      kind: 'task',
      id,
      workspace_id: workspaceId,
      event_id: eventId,
      task_id: task.id,
      state,
      run_at: time(runAt),
      due_at: state === 'scheduled' ? null : time(runAt),
      started_at: time(startedAt),
      attempt: job.attempts ?? (startedAt === null ? 0 : 1),
      holder: job.worker ?? null,
    });
  }
  return id;
}

async function insert(
  database: Database,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_name, index) => `$${index + 1}`).join(', ');
  await database.execute(
    `insert into ${table} (${names.join(', ')}) values (${places})`,
    Object.values(row),
  );
}
