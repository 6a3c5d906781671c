import type { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { CallTarget } from '../call/index.ts';
import { calledTaskOf, type CalledTask } from './called-task.ts';
import { workspaceOfSlug, type CalledWorkspace } from './called-workspace.ts';
import { EpochCache } from './epoch-cache.ts';

/** The Workspaces and tasks that are called, in memory. `refresh` is to be called twice a second. */
export class CallTargets {
  private readonly workspaces: EpochCache<CalledWorkspace>;
  private readonly tasks: EpochCache<CalledTask>;

  constructor(database: Database) {
    this.workspaces = new EpochCache(database, (slug) => workspaceOfSlug(database, slug));
    this.tasks = new EpochCache(database, (key) => calledTaskOf(database, ...targetOf(key)));
  }

  /** The living Workspace of a slug. @throws DatabaseUnavailableError */
  workspace(slug: string): CalledWorkspace | undefined | Promise<CalledWorkspace | undefined> {
    return this.workspaces.get(slug);
  }

  /** A task that lives. @throws DatabaseUnavailableError */
  task(
    workspaceId: Id,
    target: CallTarget,
  ): CalledTask | undefined | Promise<CalledTask | undefined> {
    return this.tasks.get(keyOf(workspaceId, target));
  }

  /** Drops what has changed since the last time. @throws DatabaseUnavailableError */
  async refresh(): Promise<void> {
    await Promise.all([this.workspaces.refresh(), this.tasks.refresh()]);
  }
}

const UUID_LENGTH = 36;

const keyOf = (workspaceId: Id, target: CallTarget): string =>
  'hash' in target ? `${workspaceId}#${target.hash}` : `${workspaceId}/${target.path}`;

function targetOf(key: string): [workspaceId: Id, target: CallTarget] {
  const name = key.slice(UUID_LENGTH + 1);
  const target = key[UUID_LENGTH] === '#' ? { hash: name } : { path: name };
  return [key.slice(0, UUID_LENGTH), target];
}
