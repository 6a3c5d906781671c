import type { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import {
  definitionOf,
  type ActiveTask,
  type RunnableVersion,
} from '../definitions/active-tasks.ts';
import { TaskIndex } from '../routing/task-index.ts';

/** A task that is to be run: as it is now, and the version to render. */
export interface RunnableTask {
  task: ActiveTask;
  version: RunnableVersion;
}

const MAX_VERSIONS = 1_000;

/** The tasks as a runner sees them: the latest version of each, read once. */
export class TaskCatalogue {
  /** Every task, as of the last refresh. */
  readonly index = new TaskIndex();
  private readonly versions = new Map<string, RunnableVersion>();

  constructor(private readonly database: Database) {}

  /** Reads what was written since the last time. */
  async refresh(): Promise<void> {
    await this.index.refresh(this.database);
  }

  /**
   * A task and its latest version; at least `knownVersion`, the one that the router saw, or with 0 the one of this
   * moment. Undefined: it is deleted.
   */
  async latest(taskId: Id, knownVersion: number): Promise<RunnableTask | undefined> {
    const seen = this.index.task(taskId);
    const isFresh = seen !== undefined && knownVersion > 0 && seen.version >= knownVersion;
    if (!isFresh) await this.refresh();
    const task = this.index.task(taskId);
    if (task === undefined) return undefined;
    const version = await this.version(task);
    return version === undefined ? undefined : { task, version };
  }

  /** A task with one version of it, whatever was saved since. Undefined: it is deleted, or there is no such version. */
  async pinned(taskId: Id, pinnedVersion: number): Promise<RunnableTask | undefined> {
    if (this.index.task(taskId) === undefined) await this.refresh();
    const task = this.index.task(taskId);
    if (task === undefined) return undefined;
    const version = await this.version({ id: taskId, version: pinnedVersion });
    return version === undefined ? undefined : { task, version };
  }

  private async version({
    id,
    version,
  }: Pick<ActiveTask, 'id' | 'version'>): Promise<RunnableVersion | undefined> {
    const key = `${id}/${version}`;
    const known = this.versions.get(key);
    if (known !== undefined) return known;
    const read = await definitionOf(this.database, id, version);
    if (read === undefined) return undefined;
    if (this.versions.size >= MAX_VERSIONS)
      this.versions.delete(this.versions.keys().next().value!);
    this.versions.set(key, read);
    return read;
  }
}
