import { readRefusalOf, type JobRefusal, type Principal } from '@millwright/access';
import type { Sql } from '@millwright/database';
import { JobProblem, JobReads, type FoundJob, type JobParts } from '@millwright/job';
import { isUuid, shortened, type Id } from '@millwright/kernel';
import type { WorkspaceRequest } from '../api/job-request.ts';

const reads = new JobReads();

/** The job of an id, if who asks may read it. @throws JobProblem */
export async function readableJob(
  sql: Sql,
  { workspace, who }: Pick<WorkspaceRequest, 'workspace' | 'who'>,
  given: string,
  parts?: JobParts,
): Promise<FoundJob> {
  const id = jobIdOf(given);
  const job = await reads.job(sql, workspace.id, id, parts);
  if (job === undefined) throw jobNotFound(id);
  demandReadable(who, job);
  return job;
}

/** @throws JobProblem unless a principal may read a job */
export function demandReadable(who: Principal, { facts, row }: FoundJob): void {
  const refusal = readRefusalOf(who, facts);
  if (refusal !== undefined) throw refusalOf(refusal, row.id);
}

/** An id in an address. @throws JobProblem */
export function jobIdOf(given: string): Id {
  if (isUuid(given)) return given.toLowerCase();
  const shown = JSON.stringify(shortened(given, 100));
  throw new JobProblem('invalid_job_id', `a job's id is a UUID, and this is ${shown}`);
}

export const jobNotFound = (id: Id): JobProblem =>
  new JobProblem('job_not_found', `there is no job ${id} in this workspace`);

function refusalOf(refusal: JobRefusal, id: Id): JobProblem {
  switch (refusal) {
    case 'job_not_found':
      return jobNotFound(id);
    case 'scope_missing':
      return mayNotRead();
    case 'read_only_token':
      return onlyReads();
  }
}

/** The scopes of the token do not let it read. */
export const mayNotRead = (): JobProblem =>
  new JobProblem(
    'scope_missing',
    'the token may read only the jobs that it started: others need the scope jobs:read',
  );

/** A token that only reads may send no POST. @throws JobProblem */
export function refuseReadOnly({ readOnly }: Principal): void {
  if (readOnly) throw onlyReads();
}

const onlyReads = (): JobProblem =>
  new JobProblem('read_only_token', 'the token only reads: it may send GET requests, no others');
