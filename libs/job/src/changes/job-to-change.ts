import type { JobFacts } from '@millwright/access';
import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** A job that is to be changed. */
export interface JobToChange {
  /** Of the task run. */
  runId: Id;
  /** As it is shown: its caller's id, if it was given one. */
  id: Id;
  /** For `changeRefusalOf`. */
  facts: JobFacts;
}

/**
 * The jobs of a Workspace that have these ids, callers' or runs' own, in their order and each once; what is not there
 * is missing. Of a thousand ids at a time.
 */
export async function jobsToChange(
  sql: Sql,
  workspaceId: Id,
  ids: readonly Id[],
): Promise<JobToChange[]> {
  const given = [...new Set(ids.map((id) => id.toLowerCase()))];
  if (given.length === 0) return [];
  const names = await sql.query<{ id: Id; runId: Id }>(
    'select id, run_id as "runId" from job_ids where id = any($1::uuid[])',
    [given],
  );
  const runOf = new Map(names.map(({ id, runId }) => [id, runId]));
  const jobs = await jobsOfRuns(sql, workspaceId, [...given, ...runOf.values()]);
  const byRun = new Map(jobs.map((job) => [job.runId, job]));
  // A run is found by its own id whatever ids callers have given to others.
  const found = given.map((id) => byRun.get(id) ?? byRun.get(runOf.get(id) ?? id));
  return [...new Set(found.filter((job) => job !== undefined))];
}

/** The jobs of some runs of a Workspace, in no order. */
export async function jobsOfRuns(
  sql: Sql,
  workspaceId: Id,
  ids: readonly Id[],
): Promise<JobToChange[]> {
  // Others cannot be ids of runs, and would have partitions read that hold none.
  const runIds = ids.filter(isTimed).sort();
  if (runIds.length === 0) return [];
  const rows = await sql.query<JobToChangeRow>(
    `select id as "runId", coalesce(job_id, id) as id, coalesce(tag, 'default') as tag,
       caller_token_id as "tokenId", is_hidden as "isHidden"
     from task_runs where id = any($1::uuid[]) and workspace_id = $2 and id between $3 and $4`,
    [runIds, workspaceId, runIds[0], runIds.at(-1)],
  );
  return rows.map(({ runId, id, tag, tokenId, isHidden }) => ({
    runId,
    id,
    facts: { tag, tokenId, isVisibleToOwner: !isHidden },
  }));
}

interface JobToChangeRow {
  runId: Id;
  id: Id;
  tag: string;
  tokenId: Id | null;
  isHidden: boolean;
}

const VERSION_AT = 14;

/** Whether an id orders by time (UUIDv7), as those of runs do. */
const isTimed = (id: Id): boolean => id[VERSION_AT] === '7';
