import { tryLease, type Database } from '@millwright/database';
import { JobErasure } from '@millwright/job';
import { lowestIdAt, type Id } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { PeriodicJob } from '../timing/periodic-job.ts';
import { ErasingTasks, type ErasingTask } from './erasing-tasks.ts';

const EVERY_MS = 5_000;
const LEASE = 'erasure';
const LEASE_SECONDS = 60;
const LOOKED_AT_ONCE = 1_000;
const BATCH = 200;
/** The embedded database has one session: everybody waits for a batch. */
const EMBEDDED_BATCH = 20;
/** Of a task that has more runs that are not to be erased yet, the youngest wait for a place. */
const MAX_AWAITED = 20_000;
/** So often a task's runs are gone through from the first: one may be older than what was looked at when it came. */
const ANEW_EVERY_MS = 3_600_000;

/** What the sweep is made of. */
export interface ErasureSweepTools {
  database: Database;
  instanceId: string;
  logger: Logger;
}

/** How far the sweep has come with a task. */
interface Progress {
  /** Every run before this id is erased or awaited. */
  to: Id;
  /** Runs that were not to be erased yet when they were looked at. */
  awaited: Set<Id>;
  begunAt: number;
}

/**
 * Erases the jobs of tasks that say so (`delete_after_secs`), so long after their end and once nothing below their
 * events is open. It goes through a task's runs in the order of their ids and remembers only those that are not to be
 * erased yet, so that its cost follows what is new and not what is stored.
 */
export class ErasureSweep {
  private readonly job: PeriodicJob;
  private readonly tasks = new ErasingTasks();
  private readonly erasure: JobErasure;
  private progress = new Map<Id, Progress>();

  constructor(private readonly tools: ErasureSweepTools) {
    this.erasure = new JobErasure(tools.database);
    this.job = new PeriodicJob('erasure', EVERY_MS, () => this.pass(), tools.logger);
  }

  start(): void {
    this.job.start();
  }

  stop(): Promise<void> {
    return this.job.stop();
  }

  /** One pass over all such tasks; answers how many jobs it erased. */
  async pass(): Promise<number> {
    const { database, logger } = this.tools;
    await this.tasks.refresh(database);
    const tasks = this.tasks.all;
    if (tasks.length === 0 || !(await this.holdsLease())) {
      this.progress.clear();
      return 0;
    }
    const now = await nowOf(database);
    const kept = tasks.map((task) => [task.id, this.progressOf(task, now)] as const);
    this.progress = new Map(kept);
    let count = 0;
    for (const task of tasks) count += await this.passOver(task, now);
    if (count > 0) logger.info({ message: 'jobs.erased', count });
    return count;
  }

  private progressOf({ id }: ErasingTask, now: number): Progress {
    const known = this.progress.get(id);
    if (known !== undefined && now - known.begunAt < ANEW_EVERY_MS) return known;
    return { to: lowestIdAt(0), awaited: new Set(), begunAt: now };
  }

  private async passOver(task: ErasingTask, now: number): Promise<number> {
    const progress = this.progress.get(task.id)!;
    await this.lookForward(task, progress, lowestIdAt(now - task.afterSeconds * 1_000 + 1));
    const size = this.tools.database.isEmbedded ? EMBEDDED_BATCH : BATCH;
    const awaited = [...progress.awaited];
    let count = 0;
    for (let at = 0; at < awaited.length; at += size) {
      if (!(await this.holdsLease())) break;
      count += await this.eraseDue(task, progress, awaited.slice(at, at + size));
    }
    return count;
  }

  /** Awaits the runs up to an id: no younger one can have ended early enough. */
  private async lookForward(task: ErasingTask, progress: Progress, end: Id): Promise<void> {
    while (progress.to < end && progress.awaited.size < MAX_AWAITED) {
      const rows = await this.tools.database.query<{ id: Id }>(
        `select id from task_runs
         where task_id = $1 and workspace_id = $2 and id >= $3 and id < $4 and erased_at is null
         order by id limit $5`,
        [task.id, task.workspaceId, progress.to, end, LOOKED_AT_ONCE],
      );
      for (const { id } of rows) progress.awaited.add(id);
      if (rows.length < LOOKED_AT_ONCE) progress.to = end;
      else progress.to = rows.at(-1)!.id;
    }
  }

  /** Erases those that are due. What is gone, or erased by another, is not awaited any longer. */
  private async eraseDue(
    { workspaceId, afterSeconds }: ErasingTask,
    { awaited }: Progress,
    ids: readonly Id[],
  ): Promise<number> {
    const rows = await this.tools.database.query<{ id: Id; isDue: boolean }>(
      `select id, state in ('succeeded', 'failed', 'cancelled')
         and stopped_at <= now() - make_interval(secs => $5) as "isDue"
       from task_runs where id = any($1::uuid[]) and workspace_id = $2 and id between $3 and $4 and erased_at is null`,
      [ids, workspaceId, ids[0], ids.at(-1), afterSeconds],
    );
    const left = new Set(rows.map(({ id }) => id));
    const due = rows.filter(({ isDue }) => isDue).map(({ id }) => id);
    const { erased } = await this.erasure.eraseAll(workspaceId, due);
    for (const id of ids) if (!left.has(id)) awaited.delete(id);
    for (const id of erased) awaited.delete(id);
    return erased.length;
  }

  private holdsLease(): Promise<boolean> {
    const { database, instanceId } = this.tools;
    return tryLease(database, LEASE, instanceId, LEASE_SECONDS);
  }
}

async function nowOf(database: Database): Promise<number> {
  const [row] = await database.query<{ now: Date }>('select now() as now');
  return row!.now.getTime();
}
