import type { Sql } from '@millwright/database';
import type { OpenState, WorkKind } from '@millwright/event';
import type { Id } from '@millwright/kernel';

/** How many runs of a kind are in a state, and the seconds for which the oldest has been due; null where none is. */
export interface OpenWork {
  kind: WorkKind;
  state: OpenState;
  count: number;
  oldest: number | null;
}

/** What is open in a Workspace, or without one in the whole instance. */
export const openWork = (sql: Sql, workspaceId?: Id): Promise<OpenWork[]> =>
  sql.query(
    `select kind, state, count(*)::integer as count,
       greatest(0, extract(epoch from now() - min(due_at) filter (where state = 'due')))::integer as oldest
     from work ${workspaceId === undefined ? '' : 'where workspace_id = $1'} group by kind, state`,
    workspaceId === undefined ? [] : [workspaceId],
  );
