import { AuditedWrites } from '@millwright/access';
import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import {
  changedFieldsOf,
  shownHash,
  TaskDrafts,
  TaskStore,
  TaskVersionStore,
} from '@millwright/task';
import type {
  DefinitionFault,
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
import { found, invalid, MAX_FAULTS, ProblemError } from '../../http/problem.ts';
import type { OnPreviewFault } from './save-query.ts';
import type { SavedTask } from './task.dto.ts';
import { refuseFailed, TaskPreviewing } from './task-previewing.ts';

const resource = 'tasks';
const MAX_TRIES = 5;

/** What of a save is not the definition. */
interface SaveBesides {
  path?: string | undefined;
  enabled?: boolean | undefined;
  message?: string | undefined;
  previous_hash?: string | undefined;
  onFault: OnPreviewFault;
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
    private readonly previewing: TaskPreviewing,
  ) {}

  async create(by: Caller, fields: TaskCreate, onFault: OnPreviewFault): Promise<SavedTask> {
    const { path, enabled = true, message } = fields;
    const draft = drafted(await this.drafts.draftOf(by.workspace.id, fields));
    if (enabled) refuseIncomplete(draft);
    const previewed = await this.previewed(by, draft, onFault);
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
    return { task: await this.get(by, id), warnings: warningsOf(draft, enabled, previewed) };
  }

  patch(by: Caller, id: Id, fields: TaskPatch, onFault: OnPreviewFault): Promise<SavedTask> {
    return this.save(by, id, { ...fields, onFault }, ({ definition }) =>
      this.drafts.patched(by.workspace.id, definition, fields),
    );
  }

  replace(by: Caller, id: Id, fields: TaskReplace, onFault: OnPreviewFault): Promise<SavedTask> {
    return this.save(by, id, { ...fields, onFault }, ({ definition }) =>
      this.drafts.draftOf(by.workspace.id, fields, definition),
    );
  }

  async restore(by: Caller, id: Id, number: number, onFault: OnPreviewFault): Promise<SavedTask> {
    await this.get(by, id);
    const { definition } = found(await this.versions.get(this.database, id, number), 'version');
    const besides = { message: `restored from version ${number}`, onFault };
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
  ): Promise<SavedTask> {
    for (let tries = 1; ; tries += 1) {
      const task = await this.get(by, id);
      refuseStale(task, besides.previous_hash);
      const draft = drafted(await draftOf(task));
      const enabled = besides.enabled ?? task.enabled;
      if (enabled) refuseIncomplete(draft);
      const isSame = draft.hash === task.hash && besides.onFault === 'warn';
      const previewed = isSame ? [] : await this.previewed(by, draft, besides.onFault, task);
      try {
        await this.commit(by, task, draft, besides);
        const warnings = warningsOf(draft, enabled, previewed);
        return { task: await this.get(by, id), warnings };
      } catch (error) {
        const mayTryAgain = besides.previous_hash === undefined && tries < MAX_TRIES;
        if (!mayTryAgain || !isStale(error)) throw error;
      }
    }
  }

  /** What its preview says of a draft, as warnings. */
  private async previewed(
    by: Caller,
    draft: TaskDraft,
    onFault: OnPreviewFault,
    task?: StoredTask,
  ): Promise<DefinitionFault[]> {
    const { faults, warnings } = await this.previewing.findingsOf(by, draft, task);
    if (onFault === 'refuse') refuseFailed(faults);
    return [...faults, ...warnings];
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
          fields: savedFields(task, draft, { path, enabled }),
        },
      }),
    );
  }
}

function drafted(outcome: DraftOutcome): TaskDraft {
  if (outcome.ok) return outcome.draft;
  throw invalid(outcome.faults);
}

/** A task is enabled only with all of its options right. @throws ProblemError invalid */
function refuseIncomplete({ optionFaults }: TaskDraft): void {
  if (optionFaults.length > 0) throw invalid(optionFaults);
}

/** What keeps a disabled task from being enabled is said as a warning. */
const warningsOf = (
  draft: TaskDraft,
  enabled: boolean,
  previewed: readonly DefinitionFault[],
): DefinitionFault[] =>
  [...draft.warnings, ...(enabled ? [] : draft.optionFaults), ...previewed].slice(0, MAX_FAULTS);

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

function savedFields(
  { definition, path, enabled }: StoredTask,
  draft: TaskDraft,
  given: { path?: string | undefined; enabled?: boolean | undefined },
): string[] {
  const fields = changedFieldsOf(definition, draft.definition);
  if (given.path !== undefined && given.path !== path) fields.push('path');
  if (given.enabled !== undefined && given.enabled !== enabled) fields.push('enabled');
  return fields;
}
