import { bumpEpoch, type Database } from '@millwright/database';
import type { NewEvent } from '@millwright/event';
import { newId, RawJson, type Id } from '@millwright/kernel';
import {
  definitionDefaults,
  definitionHash,
  definitionText,
  type TaskDefinition,
} from '../definitions/task-definition.ts';

/** A Workspace in the database. */
export async function givenWorkspace(database: Database): Promise<Id> {
  const id = newId();
  await database.transaction(async (tx) => {
    await tx.execute(
      'insert into workspaces (id, slug, name, changed_epoch) values ($1, $2, $3, $4)',
      [id, `ws-${id.slice(-12)}`, 'Workspace', await bumpEpoch(tx)],
    );
  });
  return id;
}

/** A saved task, given what matters of its definition. */
export async function givenTask(
  database: Database,
  workspaceId: Id,
  { enabled = true, ...fields }: Partial<TaskDefinition> & { enabled?: boolean },
): Promise<Id> {
  const id = newId();
  await saveTask(database, workspaceId, id, { enabled, version: 1, ...fields });
  return id;
}

/** Another version of a task, or the same one enabled or disabled. */
export async function saveTask(
  database: Database,
  workspaceId: Id,
  id: Id,
  { enabled, version, ...fields }: Partial<TaskDefinition> & { enabled: boolean; version: number },
): Promise<void> {
  const definition: TaskDefinition = { ...definitionDefaults, name: 'Task', ...fields };
  const hash = definitionHash(definition);
  await database.transaction(async (tx) => {
    const epoch = await bumpEpoch(tx);
    await tx.execute(
      `insert into tasks (id, workspace_id, name, path, enabled, version, hash, changed_epoch)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (id) do update set enabled = $5, version = $6, hash = $7, changed_epoch = $8`,
      [id, workspaceId, definition.name, `f/tasks/${id}`, enabled, version, hash, epoch],
    );
    await tx.execute(
      `insert into task_versions (task_id, version, workspace_id, hash, definition, subscriptions, author)
       values ($1, $2, $3, $4, $5, $6, 'test') on conflict do nothing`,
      [id, version, workspaceId, hash, definitionText(definition), definition.subscriptions],
    );
  });
}

/** An event as it comes from intake. */
export const anEvent = (
  workspaceId: Id,
  topic: string,
  { data = '{"a":1.0}', taskIds = null }: { data?: string; taskIds?: Id[] | null } = {},
): NewEvent => ({
  envelope: {
    id: newId(),
    workspace_id: workspaceId,
    topic,
    source: 'webhook',
    created_at: new Date().toISOString(),
    webhook_id: null,
    provider: null,
    provider_event: null,
    request_id: null,
    parent_id: null,
    replay_of: null,
    task_ids: taskIds,
  },
  data: new RawJson(data),
  request: null,
});
