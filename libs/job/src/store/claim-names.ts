import type { Sql, Transaction } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';
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
  key: KeyOfCall,
): Promise<EarlierJob | undefined> {
  const { runId, jobId, event } = call;
  return claimKey(tx, event.envelope.workspace_id, key, { runId, jobId: jobId ?? runId });
}

/**
 * Takes an idempotency key for a batch; answers what the batch was answered with that has it already. As
 * {@link takeKey}; {@link keepAnswer} belongs to the same transaction.
 */
export async function takeKeyOfBatch(
  tx: Transaction,
  workspaceId: Id,
  key: KeyOfCall,
): Promise<string | undefined> {
  const id = newId();
  const earlier = await claimKey(tx, workspaceId, key, { runId: id, jobId: id });
  return earlier && (earlier.answer ?? '');
}

/** Whether a request came with its idempotency key before. */
export async function isKeyKnown(
  sql: Sql,
  workspaceId: Id,
  { owner, key, fingerprint }: KeyOfCall,
): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from call_keys where workspace_id = $1 and owner = $2 and key = $3 and fingerprint = $4
       and created_at >= now() - ${KEPT}`,
    [workspaceId, owner, key, fingerprint],
  );
  return rows.length > 0;
}

/** Keeps the answer to a batch under the key that was taken for it. */
export async function keepAnswer(
  tx: Transaction,
  workspaceId: Id,
  { owner, key }: KeyOfCall,
  answer: string,
): Promise<void> {
  await tx.execute(
    'update call_keys set answer = $4 where workspace_id = $1 and owner = $2 and key = $3',
    [workspaceId, owner, key, answer],
  );
}

async function claimKey(
  tx: Transaction,
  workspaceId: Id,
  { owner, key, fingerprint }: KeyOfCall,
  { runId, jobId }: EarlierJob,
): Promise<(EarlierJob & { answer: string | null }) | undefined> {
  const taken = await tx.query(
    `insert into call_keys (workspace_id, owner, key, fingerprint, run_id, job_id) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, owner, key) do update
       set fingerprint = excluded.fingerprint, run_id = excluded.run_id, job_id = excluded.job_id,
         answer = null, created_at = now()
       where call_keys.created_at < now() - ${KEPT}
     returning 1`,
    [workspaceId, owner, key, fingerprint, runId, jobId],
  );
  if (taken.length > 0) return undefined;
  const [earlier] = await tx.query<EarlierJob & { fingerprint: string; answer: string | null }>(
    `select run_id as "runId", job_id as "jobId", fingerprint, answer from call_keys
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
  const taken = await takeJobIds(tx, [{ ...call, jobId }]);
  if (!taken.has(call.runId)) throw jobIdTaken(jobId);
}

/**
 * Takes the ids that callers give their jobs; answers the runs that got theirs. Of calls that ask for the same id the
 * first gets it; one that a job of this instance has goes to none.
 */
export async function takeJobIds(tx: Transaction, calls: readonly NewCall[]): Promise<Set<Id>> {
  const asking = calls.filter(({ jobId }) => jobId !== null);
  if (asking.length === 0) return new Set();
  // In one order, so that of two that ask for the same ids none waits for the other in a circle.
  const rows = await tx.query<{ runId: Id }>(
    `insert into job_ids (id, run_id)
     select v.id, v.run_id from unnest($1::uuid[], $2::uuid[]) with ordinality as v(id, run_id, place)
     where not exists (select 1 from task_runs where id = v.id)
     order by v.id, v.place
     on conflict do nothing returning run_id as "runId"`,
    [asking.map(({ jobId }) => jobId), asking.map(({ runId }) => runId)],
  );
  return new Set(rows.map(({ runId }) => runId));
}

/** The problem of an id that a job has already. */
export const jobIdTaken = (jobId: Id): JobProblem =>
  new JobProblem('job_id_taken', `a job has the id ${jobId} already: give this one another`);

/** Forgets some of the keys that are no longer kept; answers how many. */
export const dropOldKeys = (sql: Sql, limit: number): Promise<number> =>
  sql.execute(
    `delete from call_keys where (workspace_id, owner, key) in
       (select workspace_id, owner, key from call_keys where created_at < now() - ${KEPT} limit $1)`,
    [limit],
  );
