import type { JobFacts } from '@millwright/access';
import { jsonMembersOf, stringifyJson, type Id } from '@millwright/kernel';
import { jobErrorOf, jobResultOf } from '../answer/index.ts';
import type { JobRow } from '../json/index.ts';
import { logTextOf } from '../stream/index.ts';
import type { JobParts } from './job-parts.ts';

/** A job as `jobColumns` reads it. Times are the database's; args, result, error and logs are JSON text. */
export interface StoredJob {
  runId: Id;
  id: Id;
  workspace: string;
  state: JobRow['state'];
  caller: string | null;
  tokenId: Id | null;
  callerLabel: string | null;
  source: string;
  eventId: Id;
  taskId: Id;
  taskPath: string;
  taskHash: string;
  definition: string | null;
  createdAt: Date;
  runAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  attempts: number;
  isHidden: boolean;
  tag: string;
  parentJob: Id | null;
  rootJob: Id | null;
  schedulePath: string | null;
  labels: string[];
  isPreprocessed: boolean;
  worker: string | null;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  resolutionNote: string | null;
  isErased: boolean;
  args: string;
  result: string | null;
  /** Empty: it is too large to be read. */
  error: string | null;
  logs: string | null;
}

/** A job that was found. */
export interface FoundJob {
  /** The task run's own id, which its work, its messages and its action runs have. */
  runId: Id;
  /** For `jobJsonOf`. */
  row: JobRow;
  /** For `readRefusalOf` and `changeRefusalOf`. */
  facts: JobFacts;
  rootJob: Id | null;
}

/** What was read, as a job. */
export function foundJobOf(stored: StoredJob, parts: JobParts): FoundJob {
  const { runId, rootJob, tokenId, isHidden, tag } = stored;
  const facts = { tag, tokenId, isVisibleToOwner: !isHidden };
  return { runId, row: jobRowOf(stored, parts), facts, rootJob };
}

function jobRowOf(stored: StoredJob, parts: JobParts): JobRow {
  const { caller, callerLabel, resolvedAt, completedAt } = stored;
  return {
    ...pick(stored),
    caller: caller === null ? null : { owner: caller, label: callerLabel },
    code: stored.definition === null ? '' : scriptIn(stored.definition),
    cancellation: cancellationOf(stored),
    result: completedAt === null ? null : resultOf(stored, parts),
    logs: parts.logs ? logsOf(stored) : null,
    isVisibleToOwner: !stored.isHidden,
    resolution:
      resolvedAt === null
        ? null
        : { at: resolvedAt, by: stored.resolvedBy, note: stored.resolutionNote },
  };
}

const pick = (stored: StoredJob) => ({
  id: stored.id,
  workspace: stored.workspace,
  state: stored.state,
  source: stored.source,
  eventId: stored.eventId,
  taskId: stored.taskId,
  taskPath: stored.taskPath,
  taskHash: stored.taskHash,
  createdAt: stored.createdAt,
  runAt: stored.runAt,
  startedAt: stored.startedAt,
  completedAt: stored.completedAt,
  attempts: stored.attempts,
  args: stored.args,
  tag: stored.tag,
  parentJob: stored.parentJob,
  schedulePath: stored.schedulePath,
  labels: stored.labels,
  isPreprocessed: stored.isPreprocessed,
  worker: stored.worker,
  isErased: stored.isErased,
});

/** The script in the text of a version's definition. */
function scriptIn(definition: string): string {
  const script: unknown = JSON.parse(
    jsonMembersOf(definition, Infinity)?.get('script')?.text ?? '""',
  );
  return typeof script === 'string' ? script : '';
}

function cancellationOf({ state, error }: StoredJob): JobRow['cancellation'] {
  if (state !== 'cancelled' || !error) return null;
  const { details } = jobErrorOf(error);
  const members =
    details === undefined ? undefined : jsonMembersOf(stringifyJson(details), Infinity);
  const textAt = (name: string): string | null => {
    const value: unknown = JSON.parse(members?.get(name)?.text ?? 'null');
    return typeof value === 'string' ? value : null;
  };
  const by = textAt('canceler');
  return by === null ? null : { by, reason: textAt('reason') };
}

/** A run's result as JSON text; one that cannot be shown where its error is too large to be read. */
export function resultOf(
  { result, error }: Pick<StoredJob, 'result' | 'error'>,
  parts: Pick<JobParts, 'result'>,
): string {
  if (result === null && error === '') return tooLong(parts.result);
  return jobResultOf({ result, error: error ? jobErrorOf(error) : null });
}

/** Stands for JSON that is larger than is shown: nobody shows it. */
const tooLong = (bytes: number): string => ' '.repeat(bytes + 1);

/** While a run is open these are the logs of its last attempt. */
function logsOf({ logs, error }: StoredJob): string | null {
  if (logs === null && error === null) return null;
  return logTextOf(logs ?? '[]', error ? jobErrorOf(error) : null);
}
