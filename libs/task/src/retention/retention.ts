import { dropOldKeys } from '@millwright/job';
import type { Database, HistoryWeek, Sql } from '@millwright/database';
import { dropWeek, listWeeks, QueryError, tryLease, WEEK_MS } from '@millwright/database';
import { lowestIdAt, type Id } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { PeriodicJob } from '../timing/periodic-job.ts';
import { noDeliveries, type KeptDeliveries, type KeptRange } from './kept-deliveries.ts';
import { removeEvents } from './remove-events.ts';
import type { RetentionPeriods } from './retention-periods.ts';
import { isUnfinished, watchWeeks, type Finished } from './watched-weeks.ts';

const EVERY_MS = 300_000;
const LEASE = 'retention';
const LEASE_SECONDS = 900;
const DAY_MS = 86_400_000;
/** Rows may stay a day too long: nearly so long are they left to the drop of their whole week. */
const LATE_MS = 20 * 3_600_000;
const BATCH = 500;
/** The embedded database has one session: everybody waits for a batch. */
const EMBEDDED_BATCH = 50;
const KEYS_AT_ONCE = 1_000;

/** What retention is made of. */
export interface RetentionTools {
  database: Database;
  periods: RetentionPeriods;
  instanceId: string;
  logger: Logger;
  /** Missing: there are no outgoing webhooks. */
  deliveries?: KeptDeliveries;
  /** Called as it goes, for metrics. */
  report?: (removed: Partial<RemovedHistory>) => void;
}

/** What a pass removed: events, deliveries and attempts one by one, and weeks as a whole. */
export interface RemovedHistory {
  events: number;
  weeks: number;
  deliveries: number;
  attempts: number;
  /** Deliveries that were ended, as they had not been received in their time. */
  expired: number;
}

const nothing: RemovedHistory = { events: 0, weeks: 0, deliveries: 0, attempts: 0, expired: 0 };

/** What is to go of a Workspace. */
interface Removing {
  now: number;
  /** Infinity: nothing. */
  days: number;
  removed: RemovedHistory;
}

/** What a pass goes by. Times in milliseconds since 1970. */
interface Known {
  now: number;
  days: ReadonlyMap<Id, number>;
  /** Of all days the fewest. */
  shortest: number;
  finished: Finished;
}

/**
 * Removes events with everything below them once they are finished for as long as their Workspace keeps them. A week
 * that all Workspaces in it have passed is dropped as a whole; otherwise its rows go in small batches. What is open is
 * never removed. All times are the database's.
 */
export class Retention {
  private readonly job: PeriodicJob;
  private readonly deliveries: KeptDeliveries;
  private stopping = false;
  /** Whether a drop of this pass ran into its time limit: each further one would, after half a minute. */
  private isHeldUp = false;

  constructor(private readonly tools: RetentionTools) {
    this.deliveries = tools.deliveries ?? noDeliveries;
    this.job = new PeriodicJob('retention', EVERY_MS, () => this.pass(), tools.logger);
  }

  start(): void {
    this.stopping = false;
    this.job.start();
  }

  /** Resolves when the step under way has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.job.stop();
  }

  /** One pass over all weeks; undefined when another instance does it. */
  async pass(): Promise<RemovedHistory | undefined> {
    if (!(await this.holdsLease())) return undefined;
    const startedAt = performance.now();
    const removed = { ...nothing };
    this.isHeldUp = false;
    try {
      await this.passOver(removed);
    } finally {
      const duration_ms = Math.round(performance.now() - startedAt);
      const line = { message: 'retention.passed', ...removed, duration_ms };
      const isAny = Object.values(removed).some((count) => count > 0);
      this.tools.logger[isAny ? 'info' : 'debug'](line);
    }
    return removed;
  }

  private async passOver(removed: RemovedHistory): Promise<void> {
    const { database, periods } = this.tools;
    while ((await dropOldKeys(database, KEYS_AT_ONCE)) === KEYS_AT_ONCE && (await this.mayGoOn()));
    const now = await nowOf(database);
    const weeks = await this.withoutHalfDetached(await listWeeks(database), removed);
    const over = weeks.filter(({ monday }) => monday + WEEK_MS <= now);
    const finished = await watchWeeks(database, over);
    const days = await periods.daysOf(database);
    const shortest = Math.min(...days.values());
    for (const week of weeks) {
      if (timePassed(now, shortest, week.monday))
        await this.thin(week, { now, days, shortest, finished }, removed);
    }
  }

  /** Ends what a crash or a time limit left half done. */
  private async withoutHalfDetached(
    weeks: readonly HistoryWeek[],
    removed: RemovedHistory,
  ): Promise<HistoryWeek[]> {
    const whole: HistoryWeek[] = [];
    for (const week of weeks) {
      const isWhole = week.tables.every(({ attachment }) => attachment === 'attached');
      if (isWhole || !(await this.drop(week, removed))) whole.push(week);
    }
    return whole;
  }

  /** Drops a week, or removes from it what has passed its time. */
  private async thin(
    week: HistoryWeek,
    { now, days, shortest, finished }: Known,
    removed: RemovedHistory,
  ): Promise<void> {
    const { database } = this.tools;
    const owners = await ownersOf(database, week, this.deliveries);
    // Of a Workspace that is not known nothing is removed.
    const daysOf = (owner: Id): number => days.get(owner) ?? Infinity;
    const since = finished.get(week.monday)?.getTime();
    // An empty week goes as early as one of the Workspace that keeps the least.
    const longest = owners.length === 0 ? shortest : Math.max(...owners.map(daysOf));
    const hasPassed = since !== undefined && timePassed(now, longest, since);
    for (const owner of owners)
      await this.expire(week, owner, { now, days: daysOf(owner), removed });
    if (hasPassed && (await this.drop(week, removed))) return;
    for (const owner of owners) {
      await this.removeRows(week, owner, { now, days: daysOf(owner), removed });
      await this.removeDeliveries(week, owner, { now, days: daysOf(owner), removed });
    }
  }

  private async drop(week: HistoryWeek, removed: RemovedHistory): Promise<boolean> {
    if (this.isHeldUp || !(await this.mayGoOn())) return false;
    if (!(await this.dropNow(week))) return false;
    await dropJobIds(this.tools.database, week);
    this.count(removed, { weeks: 1 });
    return true;
  }

  /** False too while a transaction older than the drop holds it up: another pass takes it up where it was. */
  private async dropNow(week: HistoryWeek): Promise<boolean> {
    const { database, logger } = this.tools;
    const { monday } = week;
    const isNeeded = async (sql: Sql): Promise<boolean> =>
      (await isUnfinished(sql, week)) || this.deliveries.isUnfinished(sql, week);
    try {
      return await dropWeek(database, { monday, isNeeded });
    } catch (error) {
      if (!(error instanceof QueryError) || error.code !== 'query_timeout') throw error;
      this.isHeldUp = true;
      logger.warn({ message: 'retention.drop_held_up', week: new Date(monday).toISOString() });
      return false;
    }
  }

  private async removeRows(
    { from, to }: HistoryWeek,
    workspaceId: Id,
    { now, days, removed }: Removing,
  ): Promise<void> {
    if (days === Infinity) return;
    const { database } = this.tools;
    const isDeleted = days === 0;
    const endedBefore = Math.floor(now - days * DAY_MS);
    const passed = lowestIdAt(isDeleted ? now : endedBefore - LATE_MS);
    const range = {
      workspaceId,
      to: passed < to ? passed : to,
      endedBefore: isDeleted ? null : new Date(endedBefore),
      limit: this.batch,
    };
    let next: Id | undefined = from;
    while (next !== undefined && next < range.to && (await this.mayGoOn())) {
      const batch = await removeEvents(database, { ...range, from: next }, this.deliveries);
      this.count(removed, { events: batch.removed });
      next = batch.next;
    }
  }

  /** Nothing unfinished is dropped: what has not been received in its time ends as expired first. */
  private async expire(week: HistoryWeek, workspaceId: Id, removing: Removing): Promise<void> {
    const range = this.rangeOf(week, workspaceId, removing, 0);
    if (range === undefined) return;
    const expired = await this.deliveries.expire(this.tools.database, range);
    this.count(removing.removed, { expired });
  }

  private async removeDeliveries(
    week: HistoryWeek,
    workspaceId: Id,
    removing: Removing,
  ): Promise<void> {
    const range = this.rangeOf(week, workspaceId, removing, LATE_MS);
    while (range !== undefined && (await this.mayGoOn())) {
      const batch = await this.deliveries.remove(this.tools.database, range);
      this.count(removing.removed, batch);
      if (batch.deliveries < range.limit) return;
    }
  }

  /** The part of a week that a Workspace has kept for its time, and so much longer; undefined: none. */
  private rangeOf(
    { from, to }: HistoryWeek,
    workspaceId: Id,
    { now, days }: Removing,
    longerMs: number,
  ): KeptRange | undefined {
    if (days === Infinity) return undefined;
    const passed = lowestIdAt(Math.floor(days === 0 ? now : now - days * DAY_MS - longerMs));
    if (passed <= from) return undefined;
    return { workspaceId, from, to: passed < to ? passed : to, limit: this.batch };
  }

  private count(removed: RemovedHistory, more: Partial<RemovedHistory>): void {
    for (const [key, count] of Object.entries(more)) removed[key as keyof RemovedHistory] += count;
    this.tools.report?.(more);
  }

  private get batch(): number {
    return this.tools.database.isEmbedded ? EMBEDDED_BATCH : BATCH;
  }

  private async mayGoOn(): Promise<boolean> {
    return !this.stopping && (await this.holdsLease());
  }

  private holdsLease(): Promise<boolean> {
    const { database, instanceId } = this.tools;
    return tryLease(database, LEASE, instanceId, LEASE_SECONDS);
  }
}

const timePassed = (now: number, days: number, since: number): boolean =>
  since + days * DAY_MS <= now;

async function nowOf(database: Database): Promise<number> {
  const [row] = await database.query<{ now: Date }>('select now() as now');
  return row!.now.getTime();
}

/** The ids that callers gave to jobs of a week that is gone. */
const dropJobIds = (database: Database, { from, to }: HistoryWeek): Promise<number> =>
  database.execute('delete from job_ids where run_id >= $1 and run_id < $2', [from, to]);

/** The Workspaces that have events or deliveries in a week, found by one look into the index for each. */
async function ownersOf(
  database: Database,
  { from, to }: HistoryWeek,
  deliveries: KeptDeliveries,
): Promise<Id[]> {
  const rows = await database.query<{ owner: Id }>(
    `with recursive owners (owner) as (
       (select workspace_id from events where id >= $1 and id < $2 order by workspace_id limit 1)
       union all
       select (select workspace_id from events e
               where e.id >= $1 and e.id < $2 and e.workspace_id > owner order by workspace_id limit 1)
       from owners where owner is not null
     )
     select owner from owners where owner is not null`,
    [from, to],
  );
  const others = await deliveries.ownersIn(database, { from, to });
  return [...new Set([...rows.map(({ owner }) => owner), ...others])];
}
