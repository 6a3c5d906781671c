import type { Database } from '@millwright/database';
import { storableText, type Id } from '@millwright/kernel';
import type { CallTarget } from '../call/index.ts';
import { calledTaskOf, type CalledTask, type TaskTarget } from './called-task.ts';
import { workspaceOfSlug, type CalledWorkspace } from './called-workspace.ts';
import { EpochCache } from './epoch-cache.ts';
import { trustedOriginsOf, type TrustedOrigins } from './trusted-origins.ts';

/** The Workspaces and tasks that are called, in memory. `refresh` is to be called twice a second. */
export class CallTargets {
  private readonly workspaces: EpochCache<CalledWorkspace>;
  private readonly tasks: EpochCache<CalledTask>;
  private readonly origins: EpochCache<TrustedOrigins>;

  constructor(database: Database) {
    this.workspaces = new EpochCache(database, (slug) => workspaceOfSlug(database, slug));
    this.tasks = new EpochCache(database, (key) => calledTaskOf(database, ...targetOf(key)));
    this.origins = new EpochCache(database, () => trustedOriginsOf(database));
  }

  /** The living Workspace of a slug. @throws DatabaseUnavailableError */
  workspace(slug: string): CalledWorkspace | undefined | Promise<CalledWorkspace | undefined> {
    return this.workspaces.get(storableText(slug));
  }

  /**
   * The origins that Workspaces trust, by their slugs: all of them are read at once, so that who names some Workspace
   * or other has nothing looked up. @throws DatabaseUnavailableError
   */
  async trustedOrigins(): Promise<TrustedOrigins> {
    return (await this.origins.get(EVERY))!;
  }

  /** A task that lives. @throws DatabaseUnavailableError */
  task(
    workspaceId: Id,
    target: CallTarget | TaskTarget,
  ): CalledTask | undefined | Promise<CalledTask | undefined> {
    return this.tasks.get(keyOf(workspaceId, target));
  }

  /** Drops what has changed since the last time. @throws DatabaseUnavailableError */
  async refresh(): Promise<void> {
    await Promise.all([this.workspaces.refresh(), this.tasks.refresh(), this.origins.refresh()]);
  }
}

const UUID_LENGTH = 36;
const EVERY = '';

/** The Workspace, then `/` and a path, `#` and a hash, or `:`, an id and perhaps a hash. */
function keyOf(workspaceId: Id, target: CallTarget | TaskTarget): string {
  if ('path' in target) return `${workspaceId}/${target.path}`;
  if ('id' in target) return `${workspaceId}:${target.id}${target.hash ?? ''}`;
  return `${workspaceId}#${target.hash}`;
}

function targetOf(key: string): [workspaceId: Id, target: CallTarget | TaskTarget] {
  const name = key.slice(UUID_LENGTH + 1);
  const workspaceId = key.slice(0, UUID_LENGTH);
  const kind = key[UUID_LENGTH];
  if (kind === '#') return [workspaceId, { hash: name }];
  if (kind === '/') return [workspaceId, { path: name }];
  return [workspaceId, taskTargetOf(name.slice(0, UUID_LENGTH), name.slice(UUID_LENGTH))];
}

const taskTargetOf = (id: Id, hash: string): TaskTarget => (hash === '' ? { id } : { id, hash });
