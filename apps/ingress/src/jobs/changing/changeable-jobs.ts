import { changeRefusalOf, type JobRefusal } from '@millwright/access';
import type { Sql } from '@millwright/database';
import { JobProblem, JobReads, jobWithoutPayloads, type FoundJob } from '@millwright/job';
import type { Id } from '@millwright/kernel';
import type { WorkspaceRequest } from '../api/job-request.ts';
import { jobIdOf, jobNotFound, refuseReadOnly } from '../reading/readable-job.ts';

/** What is done to jobs. */
export type JobChange = Parameters<typeof changeRefusalOf>[2];

/** Who asks, and where. */
type Asker = Pick<WorkspaceRequest, 'workspace' | 'who'>;

const reads = new JobReads();
const AT_ONCE = 500;

/** The job of an id, if who asks may change it so. @throws JobProblem */
export async function changeableJob(
  sql: Sql,
  { workspace, who }: Asker,
  given: string,
  change: JobChange,
): Promise<FoundJob> {
  refuseReadOnly(who);
  const id = jobIdOf(given);
  const job = await reads.job(sql, workspace.id, id, jobWithoutPayloads);
  if (job === undefined) throw jobNotFound(id);
  const refusal = changeRefusalOf(who, job.facts, change);
  if (refusal === 'scope_missing') throw mayNotChange();
  if (refusal !== undefined) throw jobNotFound(id);
  return job;
}

/** Jobs that are looked at, and whether some were left out because the token's scopes do not let change them. */
export interface ChangeableJobs {
  jobs: FoundJob[];
  leftOut: boolean;
}

/**
 * Some jobs at a time, of those ids that may be changed so, in their order and each once; what does not exist is left
 * out.
 */
export async function* changeableJobs(
  sql: Sql,
  asker: Asker,
  ids: readonly Id[],
  change: JobChange,
): AsyncGenerator<ChangeableJobs> {
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const part = ids.slice(at, at + AT_ONCE);
    const found = await reads.jobs(sql, asker.workspace.id, part, jobWithoutPayloads);
    const byId = new Map(found.flatMap((job) => [[job.row.id, job] as const, [job.runId, job]]));
    const inOrder = part.map((id) => byId.get(id)).filter((job) => job !== undefined);
    yield changeableOf([...new Set(inOrder)], asker, change);
  }
}

/** As {@link changeableJobs}, of runs by their own ids. */
export async function changeableRuns(
  sql: Sql,
  asker: Asker,
  runIds: readonly Id[],
  change: JobChange,
): Promise<ChangeableJobs> {
  const jobs = await reads.ofRuns(sql, runIds, jobWithoutPayloads, asker.workspace.id);
  return changeableOf(jobs, asker, change);
}

function changeableOf(
  found: readonly FoundJob[],
  { who }: Asker,
  change: JobChange,
): ChangeableJobs {
  const refusals = found.map(({ facts }): JobRefusal | undefined =>
    changeRefusalOf(who, facts, change),
  );
  return {
    jobs: found.filter((_job, at) => refusals[at] === undefined),
    leftOut: refusals.includes('scope_missing'),
  };
}

/** The scopes of the token do not let it change. */
export const mayNotChange = (): JobProblem =>
  new JobProblem(
    'scope_missing',
    'the token may only cancel jobs, and only those that it started: more needs the scope jobs:write',
  );
