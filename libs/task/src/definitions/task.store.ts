import { bumpEpoch, insertRows } from '@millwright/database';
import type { Sql, Transaction } from '@millwright/database';
import { newId, pageOf } from '@millwright/kernel';
import type { Id, PageOf, PageRequest } from '@millwright/kernel';
import { definitionFrom, definitionText, shownHash } from './task-definition.ts';
import type { HashedDefinition, TaskDefinition } from './task-definition.ts';
import { defaultPathOf, slugOf } from './task-path.ts';

/** A task with the definition of its current version. */
export interface StoredTask {
  id: Id;
  workspaceId: Id;
  path: string;
  enabled: boolean;
  version: number;
  hash: string;
  createdAt: Date;
  updatedAt: Date;
  definition: TaskDefinition;
}

/** Who saves, and what the version's note says. */
export interface Authorship {
  author: string;
  message?: string | undefined;
}

/** A task to be added; without a path it gets one from its name. */
export interface NewTask extends Authorship {
  workspaceId: Id;
  draft: HashedDefinition;
  path?: string | undefined;
  enabled: boolean;
}

/** A task to be saved again. `basedOn` is the version that the draft was made from. */
export interface TaskSave extends Authorship {
  task: StoredTask;
  draft: HashedDefinition;
  path?: string | undefined;
  enabled?: boolean | undefined;
}

/** Saved, or why not: somebody else saved in between, the task is gone, or another task has the path. */
export type SaveOutcome =
  | { ok: true; id: Id }
  | { ok: false; reason: 'stale'; hash: string }
  | { ok: false; reason: 'gone' | 'path_taken' };

/**
 * Tasks and their versions. Every write raises the configuration's epoch first, which also makes writers take turns:
 * that is why a path that was free stays free until it is taken.
 */
export class TaskStore {
  /** Adds a task with its version 1. */
  async create(tx: Transaction, task: NewTask): Promise<SaveOutcome> {
    const epoch = await bumpEpoch(tx);
    const { workspaceId, draft, enabled } = task;
    const path = task.path ?? (await freePath(tx, workspaceId, draft.definition.name));
    if (await isPathTaken(tx, workspaceId, path)) return { ok: false, reason: 'path_taken' };
    const id = newId();
    await tx.execute(
      `insert into tasks (id, workspace_id, name, path, enabled, version, hash, changed_epoch)
       values ($1, $2, $3, $4, $5, 1, $6, $7)`,
      [id, workspaceId, draft.definition.name, path, enabled, draft.hash, epoch],
    );
    await insertVersion(tx, { ...task, taskId: id, version: 1 });
    return { ok: true, id };
  }

  /** Saves a task; a definition that differs from the current one becomes a new version. */
  async save(tx: Transaction, save: TaskSave): Promise<SaveOutcome> {
    const epoch = await bumpEpoch(tx);
    const { task, draft } = save;
    const current = await lockTask(tx, task.id);
    if (current === undefined) return { ok: false, reason: 'gone' };
    if (current.version !== task.version) {
      return { ok: false, reason: 'stale', hash: shownHash(current.hash) };
    }
    const path = save.path ?? current.path;
    if (path !== current.path && (await isPathTaken(tx, task.workspaceId, path))) {
      return { ok: false, reason: 'path_taken' };
    }
    const isChanged = draft.hash !== current.hash;
    const version = isChanged ? current.version + 1 : current.version;
    if (isChanged) {
      await insertVersion(tx, { ...save, taskId: task.id, workspaceId: task.workspaceId, version });
    }
    await tx.execute(
      `update tasks set name = $2, path = $3, enabled = $4, version = $5, hash = $6, changed_epoch = $7,
         updated_at = now() where id = $1`,
      [
        task.id,
        draft.definition.name,
        path,
        save.enabled ?? current.enabled,
        version,
        draft.hash,
        epoch,
      ],
    );
    return { ok: true, id: task.id };
  }

  /** Removes a task; its versions and runs stay. Whether there was one. */
  async remove(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    const epoch = await bumpEpoch(tx);
    const removed = await tx.execute(
      `update tasks set deleted_at = now(), changed_epoch = $3
       where id = $1 and workspace_id = $2 and deleted_at is null`,
      [id, workspaceId, epoch],
    );
    return removed > 0;
  }

  /** Removes all tasks of a Workspace that is being deleted. */
  async removeAll(tx: Transaction, workspaceId: Id): Promise<void> {
    const epoch = await bumpEpoch(tx);
    await tx.execute(
      `update tasks set deleted_at = now(), changed_epoch = $2
       where workspace_id = $1 and deleted_at is null`,
      [workspaceId, epoch],
    );
  }

  /** A task of a Workspace; undefined when it has none of that id. */
  async get(sql: Sql, workspaceId: Id, id: Id): Promise<StoredTask | undefined> {
    const [row] = await sql.query<TaskRow>(
      `${selectTask} where t.id = $1 and t.workspace_id = $2 and t.deleted_at is null`,
      [id, workspaceId],
    );
    return row && storedTaskOf(row);
  }

  /** A Workspace's tasks, newest first. The cursor is the last id seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<StoredTask>> {
    const rows = await sql.query<TaskRow>(
      `${selectTask} where t.workspace_id = $1 and t.deleted_at is null and ($2::uuid is null or t.id < $2)
       order by t.id desc limit $3`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    return pageOf(rows.map(storedTaskOf), limit, ({ id }) => id);
  }
}

type TaskRow = Omit<StoredTask, 'definition'> & { definition: string };

const selectTask = `select t.id, t.workspace_id as "workspaceId", t.path, t.enabled, t.version, t.hash,
  t.created_at as "createdAt", t.updated_at as "updatedAt", v.definition
  from tasks t join task_versions v on v.task_id = t.id and v.version = t.version`;

const storedTaskOf = ({ definition, ...task }: TaskRow): StoredTask => ({
  ...task,
  definition: definitionFrom(definition),
});

interface LockedTask {
  path: string;
  enabled: boolean;
  version: number;
  hash: string;
}

async function lockTask(tx: Transaction, id: Id): Promise<LockedTask | undefined> {
  const [row] = await tx.query<LockedTask>(
    `select path, enabled, version, hash from tasks where id = $1 and deleted_at is null for update`,
    [id],
  );
  return row;
}

async function isPathTaken(tx: Transaction, workspaceId: Id, path: string): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from tasks where workspace_id = $1 and path = $2 and deleted_at is null`,
    [workspaceId, path],
  );
  return rows.length > 0;
}

async function freePath(tx: Transaction, workspaceId: Id, name: string): Promise<string> {
  const rows = await tx.query<{ path: string }>(
    `select path from tasks where workspace_id = $1 and deleted_at is null and starts_with(path, $2)`,
    [workspaceId, `f/tasks/${slugOf(name)}`],
  );
  const taken = new Set(rows.map(({ path }) => path));
  return defaultPathOf(name, (path) => taken.has(path));
}

interface NewVersion extends Authorship {
  taskId: Id;
  workspaceId: Id;
  version: number;
  draft: HashedDefinition;
}

async function insertVersion(tx: Transaction, version: NewVersion): Promise<void> {
  const { draft } = version;
  await insertRows(tx, {
    table: 'task_versions',
    columns: {
      task_id: ['uuid', () => version.taskId],
      version: ['integer', () => version.version],
      workspace_id: ['uuid', () => version.workspaceId],
      hash: ['text', () => draft.hash],
      definition: ['text', () => definitionText(draft.definition)],
      subscriptions: ['text[]', () => draft.definition.subscriptions],
      author: ['text', () => version.author],
      message: ['text', () => version.message ?? null],
    },
    rows: [version],
  });
}
