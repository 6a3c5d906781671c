import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** How failures were handled. */
export interface Resolution {
  /** Name of who says so. */
  by: string;
  note: string | null;
  /**
   * The run of a job that made up for them: only failures of its task that are older are then resolved, and none
   * unless it succeeded. Undefined: nothing is said of one.
   */
  supersededBy?: Id | undefined;
}

/** Marks failed jobs as handled, by the ids of their runs; answers those that were not yet. A thousand at a time. */
export async function resolveJobs(
  sql: Sql,
  workspaceId: Id,
  runIds: readonly Id[],
  { by, note, supersededBy }: Resolution,
): Promise<Id[]> {
  if (runIds.length === 0) return [];
  const rows = await sql.query<{ id: Id }>(
    `update task_runs r set resolved_at = now(), resolved_by = $5, resolution_note = $6
     where r.id = any($1::uuid[]) and r.workspace_id = $2 and r.id between $3 and $4
       and r.state = 'failed' and r.resolved_at is null
       and ($7::uuid is null or exists (
         select from task_runs s where s.id = $7 and s.workspace_id = $2 and s.state = 'succeeded'
           and s.task_id = r.task_id and (s.created_at, s.id) > (r.created_at, r.id)))
     returning r.id`,
    [runIds, workspaceId, ...boundsOf(runIds), by, note, supersededBy ?? null],
  );
  return rows.map(({ id }) => id);
}

/** Takes the mark from jobs; answers those that had it. */
export async function unresolveJobs(
  sql: Sql,
  workspaceId: Id,
  runIds: readonly Id[],
): Promise<Id[]> {
  if (runIds.length === 0) return [];
  const rows = await sql.query<{ id: Id }>(
    `update task_runs set resolved_at = null, resolved_by = null, resolution_note = null
     where id = any($1::uuid[]) and workspace_id = $2 and id between $3 and $4 and resolved_at is not null
     returning id`,
    [runIds, workspaceId, ...boundsOf(runIds)],
  );
  return rows.map(({ id }) => id);
}

function boundsOf(ids: readonly Id[]): [lowest: Id, highest: Id] {
  const inOrder = [...ids].sort();
  return [inOrder[0]!, inOrder.at(-1)!];
}
