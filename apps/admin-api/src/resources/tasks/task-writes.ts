import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { shownHash, TaskDrafts, TaskStore, TaskVersionStore } from '@millwright/task';
import type {
  DraftOutcome,
  SaveOutcome,
  StoredTask,
  TaskCreate,
  TaskDraft,
  TaskPatch,
  TaskReplace,
} from '@millwright/task';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { found, invalid, ProblemError } from '../../http/problem.ts';
import { AuditedWrites } from '../../writes/audited-writes.ts';

const resource = 'tasks';
const MAX_TRIES = 5;

/** What of a save is not the definition. */
interface SaveBesides {
  path?: string | undefined;
  enabled?: boolean | undefined;
  message?: string | undefined;
  previous_hash?: string | undefined;
}

/** Saves tasks: templates are checked and rendered first, then everything is written in one transaction. */
@Injectable()
export class TaskWrites {
  constructor(
    private readonly database: Database,
    private readonly writes: AuditedWrites,
    private readonly store: TaskStore,
    private readonly versions: TaskVersionStore,
    private readonly drafts: TaskDrafts,
  ) {}

  async create(by: Caller, fields: TaskCreate): Promise<StoredTask> {
    const { path, enabled = true, message } = fields;
    const draft = drafted(await this.drafts.draftOf(by.workspace.id, fields));
    const task = {
      workspaceId: by.workspace.id,
      draft,
      path,
      enabled,
      message,
      author: by.principal.name,
    };
    const id = await this.writes.commit(
      by,
      async (tx) => saved(await this.store.create(tx, task)),
      (created) => ({
        action: 'create',
        resource,
        id: created,
        changes: { hash: shownHash(draft.hash) },
      }),
    );
    return this.get(by, id);
  }

  patch(by: Caller, id: Id, fields: TaskPatch): Promise<StoredTask> {
    return this.save(by, id, fields, ({ definition }) =>
      this.drafts.patched(by.workspace.id, definition, fields),
    );
  }

  replace(by: Caller, id: Id, fields: TaskReplace): Promise<StoredTask> {
    return this.save(by, id, fields, () => this.drafts.draftOf(by.workspace.id, fields));
  }

  async restore(by: Caller, id: Id, number: number): Promise<StoredTask> {
    await this.get(by, id);
    const { definition } = found(await this.versions.get(this.database, id, number), 'version');
    const besides = { message: `restored from version ${number}` };
    return this.save(by, id, besides, () => this.drafts.patched(by.workspace.id, definition, {}));
  }

  async delete(by: Caller, id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => found((await this.store.remove(tx, by.workspace.id, id)) || undefined, 'task'),
      () => ({ action: 'delete', resource, id }),
    );
  }

  async get(by: Pick<Caller, 'workspace'>, id: Id): Promise<StoredTask> {
    return found(await this.store.get(this.database, by.workspace.id, id), 'task');
  }

  /** Without a hash the last writer wins: what somebody else saved meanwhile is read again and changed. */
  private async save(
    by: Caller,
    id: Id,
    besides: SaveBesides,
    draftOf: (task: StoredTask) => Promise<DraftOutcome>,
  ): Promise<StoredTask> {
    for (let tries = 1; ; tries += 1) {
      const task = await this.get(by, id);
      refuseStale(task, besides.previous_hash);
      const draft = drafted(await draftOf(task));
      try {
        await this.commit(by, task, draft, besides);
        return await this.get(by, id);
      } catch (error) {
        const mayTryAgain = besides.previous_hash === undefined && tries < MAX_TRIES;
        if (!mayTryAgain || !isStale(error)) throw error;
      }
    }
  }

  private commit(
    by: Caller,
    task: StoredTask,
    draft: TaskDraft,
    { path, enabled, message }: SaveBesides,
  ): Promise<Id> {
    const save = { task, draft, path, enabled, message, author: by.principal.name };
    return this.writes.commit(
      by,
      async (tx) => saved(await this.store.save(tx, save)),
      (id) => ({
        action: 'update',
        resource,
        id,
        changes: {
          hash: { before: shownHash(task.hash), after: shownHash(draft.hash) },
          fields: changedFields(task, draft, { path, enabled }),
        },
      }),
    );
  }
}

function drafted(outcome: DraftOutcome): TaskDraft {
  if (outcome.ok) return outcome.draft;
  throw invalid(outcome.faults);
}

function saved(outcome: SaveOutcome): Id {
  if (outcome.ok) return outcome.id;
  switch (outcome.reason) {
    case 'gone':
      throw new ProblemError('not_found', 'there is no such task');
    case 'path_taken':
      throw new ProblemError('path_taken', 'another task has this path');
    case 'stale':
      throw stale(outcome.hash);
  }
}

function refuseStale({ hash }: StoredTask, previous: string | undefined): void {
  const isCurrent = previous === undefined || previous === shownHash(hash) || previous === hash;
  if (!isCurrent) throw stale(shownHash(hash));
}

const isStale = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === 'previous_hash_stale';

const stale = (hash: string): ProblemError =>
  new ProblemError('previous_hash_stale', `somebody saved the task meanwhile; it is now ${hash}`, {
    members: { hash },
  });

function changedFields(
  { definition, path, enabled }: StoredTask,
  draft: TaskDraft,
  given: { path?: string | undefined; enabled?: boolean | undefined },
): string[] {
  const textOf = (value: unknown): string => JSON.stringify(value);
  const fields = Object.entries(draft.definition).flatMap(([name, value]) =>
    textOf(value) === textOf(definition[name as keyof typeof definition]) ? [] : [name],
  );
  if (given.path !== undefined && given.path !== path) fields.push('path');
  if (given.enabled !== undefined && given.enabled !== enabled) fields.push('enabled');
  return fields;
}
