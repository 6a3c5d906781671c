import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** Where a look over the open jobs of a task has come to. */
export interface OpenJobsPlace {
  eventId: Id;
  id: Id;
}

/** Some open task runs of a Workspace's tasks, in the order of their events, behind a place. */
export const openRunsOf = (
  sql: Sql,
  workspaceId: Id,
  taskIds: readonly Id[],
  { after, limit }: { after: OpenJobsPlace | undefined; limit: number },
): Promise<OpenJobsPlace[]> =>
  sql.query(
    `select id, event_id as "eventId" from work
     where workspace_id = $1 and kind = 'task' and task_id = any($2::uuid[])
       and ($3::uuid is null or (event_id, id) > ($3, $4::uuid))
     order by event_id, id limit $5`,
    [workspaceId, taskIds, after?.eventId ?? null, after?.id ?? null, limit],
  );
