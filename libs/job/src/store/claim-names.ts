import type { Sql, Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { JobProblem } from '../job-problem.ts';
import type { NewCall } from './new-call.ts';

/** The idempotency key of a call. */
export interface KeyOfCall {
  owner: string;
  key: string;
  /** SHA-256 of what is asked for. */
  fingerprint: string;
}

/** The job that was made under a key before. */
export interface EarlierJob {
  runId: Id;
  /** As it is shown. */
  jobId: Id;
}

const KEPT = `interval '24 hours'`;

/**
 * Takes an idempotency key for a call; answers the job that has it already. Of simultaneous requests the later wait
 * for the first one's transaction.
 * @throws JobProblem when that job was asked for by another request
 */
export async function takeKey(
  tx: Transaction,
  call: NewCall,
  { owner, key, fingerprint }: KeyOfCall,
): Promise<EarlierJob | undefined> {
  const workspaceId = call.event.envelope.workspace_id;
  const taken = await tx.query(
    `insert into call_keys (workspace_id, owner, key, fingerprint, run_id, job_id) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, owner, key) do update
       set fingerprint = excluded.fingerprint, run_id = excluded.run_id, job_id = excluded.job_id, created_at = now()
       where call_keys.created_at < now() - ${KEPT}
     returning 1`,
    [workspaceId, owner, key, fingerprint, call.runId, call.jobId ?? call.runId],
  );
  if (taken.length > 0) return undefined;
  const [earlier] = await tx.query<EarlierJob & { fingerprint: string }>(
    `select run_id as "runId", job_id as "jobId", fingerprint from call_keys
     where workspace_id = $1 and owner = $2 and key = $3`,
    [workspaceId, owner, key],
  );
  if (earlier!.fingerprint === fingerprint) return earlier;
  throw new JobProblem(
    'idempotency_key_reused',
    'this Idempotency-Key came with another request before: give every request a key of its own',
  );
}

/** Takes the id that a caller gives its job. @throws JobProblem when a job of this instance has it */
export async function takeJobId(tx: Transaction, call: NewCall, jobId: Id): Promise<void> {
  const taken = await tx.query(
    `insert into job_ids (id, run_id)
     select $1::uuid, $2::uuid where not exists (select 1 from task_runs where id = $1::uuid)
     on conflict do nothing returning 1`,
    [jobId, call.runId],
  );
  if (taken.length > 0) return;
  throw new JobProblem('job_id_taken', `a job has the id ${jobId} already: give this one another`);
}

/** Forgets some of the keys that are no longer kept; answers how many. */
export const dropOldKeys = (sql: Sql, limit: number): Promise<number> =>
  sql.execute(
    `delete from call_keys where (workspace_id, owner, key) in
       (select workspace_id, owner, key from call_keys where created_at < now() - ${KEPT} limit $1)`,
    [limit],
  );
