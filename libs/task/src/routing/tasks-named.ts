import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** What a command or an action that names tasks needs to know of each. */
export interface NamedTask {
  id: Id;
  enabled: boolean;
  subscriptions: string[];
}

/** Of these ids, the tasks that exist in a Workspace. */
export const tasksNamed = (sql: Sql, workspaceId: Id, ids: readonly Id[]): Promise<NamedTask[]> =>
  sql.query(
    `select t.id, t.enabled, v.subscriptions
     from tasks t join task_versions v on v.task_id = t.id and v.version = t.version
     where t.workspace_id = $1 and t.id = any($2::uuid[]) and t.deleted_at is null`,
    [workspaceId, ids],
  );

/** Whether one of these lines answers to a topic, at once or later. */
export const subscribesTo = (lines: readonly string[], topic: string): boolean =>
  lines.some((line) => line === topic || line.startsWith(`${topic}+`));
