import type { Sql } from '@millwright/database';
import type { RawJson, Id } from '@millwright/kernel';
import { definitionFrom } from '../definitions/task-definition.ts';
import { previewDefinitionsOf } from './preview-definition.ts';

const MOST_TASKS = 50;

/** The data of a preview event that some task of the Workspace has for a topic. */
export async function previewDataOf(
  sql: Sql,
  workspaceId: Id,
  topic: string,
): Promise<RawJson | undefined> {
  const rows = await sql.query<{ definition: string }>(
    `select v.definition from tasks t join task_versions v on v.task_id = t.id and v.version = t.version
     where t.workspace_id = $1 and t.deleted_at is null and strpos(v.definition, $2) > 0
     order by t.id limit ${MOST_TASKS}`,
    [workspaceId, topic],
  );
  return rows
    .flatMap(({ definition }) => previewDefinitionsOf(definitionFrom(definition)).definitions)
    .find((event) => event.topic === topic)?.data;
}
