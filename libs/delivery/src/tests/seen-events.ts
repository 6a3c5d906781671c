import type { Sql } from '@millwright/database';
import { RawJson, type Id } from '@millwright/kernel';

/** The data of the latest event of a topic that went to everybody. */
export async function latestDataOf(
  sql: Sql,
  workspaceId: Id,
  topic: string,
): Promise<RawJson | undefined> {
  const [event] = await sql.query<{ data: string }>(
    `select data from events where workspace_id = $1 and topic = $2 and task_ids is null order by id desc limit 1`,
    [workspaceId, topic],
  );
  return event && new RawJson(event.data);
}

/** The topic after another of those that were seen, by one look into the index. */
export async function nextTopicSeen(
  sql: Sql,
  workspaceId: Id,
  after: string,
): Promise<string | undefined> {
  const [row] = await sql.query<{ topic: string }>(
    'select topic from events where workspace_id = $1 and topic > $2 order by topic limit 1',
    [workspaceId, after],
  );
  return row?.topic;
}
