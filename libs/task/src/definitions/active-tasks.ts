import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { definitionFrom, PRIORITY_HEAD_LENGTH, priorityIn } from './task-definition.ts';
import type { TaskDefinition } from './task-definition.ts';

/** A task as routing knows it. `epoch` is the one it last changed in; `hash` has all its 64 hex digits. */
export interface ActiveTask {
  id: Id;
  workspaceId: Id;
  path: string;
  name: string;
  enabled: boolean;
  deleted: boolean;
  version: number;
  hash: string;
  subscriptions: string[];
  /** 0 high, 1 normal, 2 low. */
  priority: 0 | 1 | 2;
  createdAt: Date;
  updatedAt: Date;
  /** Whether its runs may have to wait for each other: they stand in lanes. */
  isLaned?: boolean;
  epoch: number;
}

/**
 * The tasks that changed after an epoch, deleted ones among them: with the epoch a reader already knows it fetches
 * only the news, with 0 everything that lives.
 */
export async function activeTasks(sql: Sql, sinceEpoch: number): Promise<ActiveTask[]> {
  const rows = await sql.query<ActiveTaskRow>(
    `select t.id, t.workspace_id as "workspaceId", t.path, t.name, t.enabled,
       t.deleted_at is not null as deleted, t.version, t.hash, v.subscriptions,
       left(v.definition, ${PRIORITY_HEAD_LENGTH}) as head,
       position('"concurrency":{' in v.definition) > 0 as "isLaned", t.created_at as "createdAt",
       t.updated_at as "updatedAt", t.changed_epoch as epoch
     from tasks t join task_versions v on v.task_id = t.id and v.version = t.version
     where t.changed_epoch > $1 and ($1 > 0 or t.deleted_at is null)
     order by t.changed_epoch`,
    [sinceEpoch],
  );
  return rows.map(({ head, ...task }) => ({ ...task, priority: priorityIn(head) }));
}

type ActiveTaskRow = Omit<ActiveTask, 'priority'> & { head: string };

/** A version of a task, ready to be run. `definition.options` and the like are exact JSON text. */
export interface RunnableVersion {
  taskId: Id;
  workspaceId: Id;
  version: number;
  hash: string;
  definition: TaskDefinition;
}

/** The definition of one version; undefined when there is none. */
export async function definitionOf(
  sql: Sql,
  taskId: Id,
  version: number,
): Promise<RunnableVersion | undefined> {
  const [row] = await sql.query<Omit<RunnableVersion, 'definition'> & { definition: string }>(
    `select task_id as "taskId", workspace_id as "workspaceId", version, hash, definition
     from task_versions where task_id = $1 and version = $2`,
    [taskId, version],
  );
  return row && { ...row, definition: definitionFrom(row.definition) };
}
