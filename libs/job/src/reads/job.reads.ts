import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { jobColumns, jobTables } from './job-columns.ts';
import { jobWithoutPayloads, wholeJob, type JobParts } from './job-parts.ts';
import { foundJobOf, type FoundJob, type StoredJob } from './stored-job.ts';

/** Jobs by their ids. Every read names the Workspace, and finds nothing of another. */
export class JobReads {
  /**
   * The job of an id, its caller's or its run's own; undefined: there is none in the Workspace. `parts`: what is read of
   * it beside its facts, by default everything. `jobJsonOf(row, …)` shows it.
   */
  async job(
    sql: Sql,
    workspaceId: Id,
    id: Id,
    parts: JobParts = wholeJob,
  ): Promise<FoundJob | undefined> {
    const [stored] = await sql.query<StoredJob>(
      `select ${jobColumns(parts)} from ${jobTables}
       where r.id = coalesce((select run_id from job_ids where id = $1), $1) and r.workspace_id = $2`,
      [id, workspaceId],
    );
    return stored && foundJobOf(stored, parts);
  }

  /** The jobs of some ids, callers' or runs' own, in no order. Those that are not there are left out. */
  async jobs(sql: Sql, workspaceId: Id, ids: readonly Id[], parts: JobParts): Promise<FoundJob[]> {
    if (ids.length === 0) return [];
    const named = await sql.query<{ id: Id; runId: Id }>(
      'select id, run_id as "runId" from job_ids where id = any($1::uuid[])',
      [ids],
    );
    const runOf = new Map(named.map(({ id, runId }) => [id, runId]));
    const runs = ids.map((id) => runOf.get(id) ?? id);
    return this.ofRuns(sql, runs, parts, workspaceId);
  }

  /** The jobs of some runs, by the runs' own ids. `workspaceId` undefined: of any Workspace. */
  async ofRuns(
    sql: Sql,
    runIds: readonly Id[],
    parts: JobParts,
    workspaceId?: Id,
  ): Promise<FoundJob[]> {
    if (runIds.length === 0) return [];
    const inOrder = [...runIds].sort();
    // The lowest and the highest tell which partitions can be left out.
    const rows = await sql.query<StoredJob>(
      `select ${jobColumns(parts)} from ${jobTables}
       where r.id = any($1::uuid[]) and r.id between $2 and $3 and ($4::uuid is null or r.workspace_id = $4)`,
      [inOrder, inOrder[0], inOrder.at(-1), workspaceId ?? null],
    );
    return rows.map((row) => foundJobOf(row, parts));
  }

  /**
   * The ids of a job and of its known parents, their parents and so on, as far as `isSeen` lets see them, the job
   * first. Ends where they go in a circle.
   */
  async ancestry(
    sql: Sql,
    workspaceId: Id,
    job: FoundJob,
    isSeen: (parent: FoundJob) => boolean,
  ): Promise<Id[]> {
    const known = new Map<Id, Id>([[job.runId, job.row.id]]);
    let next = job.row.parentJob;
    while (next !== null && known.size <= MOST_ANCESTORS) {
      const parent = await this.job(sql, workspaceId, next, jobWithoutPayloads);
      if (parent === undefined || known.has(parent.runId) || !isSeen(parent)) break;
      known.set(parent.runId, parent.row.id);
      next = parent.row.parentJob;
    }
    return [...known.values()];
  }
}

const MOST_ANCESTORS = 1_000;
