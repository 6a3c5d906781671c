import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { isInvalid, parseSubscription } from '../definitions/subscription.ts';

/** The topics that the tasks of a Workspace subscribe to, each once; those of cron lines too. */
export async function topicsOfTasks(sql: Sql, workspaceId: Id): Promise<string[]> {
  const rows = await sql.query<{ line: string }>(
    `select distinct line
     from tasks t
     join task_versions v on v.task_id = t.id and v.version = t.version
     cross join lateral unnest(v.subscriptions) line
     where t.workspace_id = $1 and t.deleted_at is null`,
    [workspaceId],
  );
  const topics = rows.flatMap(({ line }) => {
    const parsed = parseSubscription(line);
    return isInvalid(parsed) ? [] : [parsed.topic];
  });
  return [...new Set(topics)];
}
