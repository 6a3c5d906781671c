import { mondayOf, type Database, type Sql, type Transaction } from '@millwright/database';
import { hintsOf, insertOpenEvents, plainEnvelope, type NewEvent } from '@millwright/event';
import { childIdAt, RawJson, timeOf, type Id } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { noteReopened } from '../../retention/watched-weeks.ts';
import type { TaskIndex } from '../../routing/task-index.ts';
import type { PublishDue } from '../../runs/publish-due.ts';
import { PeriodicJob } from '../periodic-job.ts';
import { passOver, type Passed } from './pass-over.ts';
import { SCHEDULER_PREFIX, scheduledLines, type ScheduledLine } from './scheduled-lines.ts';
import {
  addProgress,
  allProgress,
  changeTimes,
  forgetProgress,
  lockProgress,
  setProgress,
  type LineName,
} from './scheduler-tick.store.ts';
import { nextTick } from './tick-times.ts';
import { DAY_MS, ZoneDays } from './zone-days.ts';

const EVERY_MS = 500;
const AT_ONCE = 200;

/** Where the time zones come from; the apps supply it, since Workspaces belong to `access`. */
export interface Timezones {
  /** The zones of those of these Workspaces that live, as they are at this moment. */
  timezonesOf(sql: Sql, workspaceIds: readonly Id[]): Promise<ReadonlyMap<Id, string>>;
}

/** What a ticker is made of. */
export interface TickerTools {
  database: Database;
  index: TaskIndex;
  timezones: Timezones;
  publish: PublishDue;
  logger: Logger;
  /** Default: the database's clock. */
  nowOf?: (sql: Sql) => Promise<Date>;
}

/** A line with what is known of its progress. */
interface Watched extends ScheduledLine {
  timezone: string;
  passed: Passed;
  /** Milliseconds since 1970. */
  nextMs: number;
}

/**
 * Makes the events of the scheduler's topics and of cron lines. Any number of tickers may work at once: each line has
 * a row that says how far it has come, and an event's id follows from its line and tick, so that each is made once.
 */
export class Ticker {
  private readonly job: PeriodicJob;
  private readonly days = new ZoneDays();
  private watched: Watched[] = [];
  private seenEpoch = -1;

  constructor(private readonly tools: TickerTools) {
    this.job = new PeriodicJob('ticker', EVERY_MS, () => this.tick(), tools.logger);
  }

  start(): void {
    this.job.start();
  }

  stop(): Promise<void> {
    return this.job.stop();
  }

  /** One round: whatever is due by now. Answers how many events it made. */
  async tick(): Promise<number> {
    const { database, index, nowOf = databaseNow } = this.tools;
    await index.refresh(database);
    const now = await nowOf(database);
    if (index.epoch !== this.seenEpoch) await this.watch(now);
    const due = this.watched.filter((line) => isDue(line, now));
    let count = 0;
    for (let at = 0; at < due.length; at += AT_ONCE) {
      count += await this.passOver(due.slice(at, at + AT_ONCE), now);
    }
    return count;
  }

  /** Looks anew at what there is to watch: lines without a row begin, rows without a line are forgotten. */
  private async watch(now: Date): Promise<void> {
    const { database, index, timezones } = this.tools;
    const epoch = index.epoch;
    const lines = scheduledLines(index.subscriptionsBelow(SCHEDULER_PREFIX));
    const owners = [...new Set(lines.map(({ workspaceId }) => workspaceId))];
    const zones = await timezones.timezonesOf(database, owners);
    const living = lines.flatMap((line) => {
      const timezone = line.when.timezone ?? zones.get(line.workspaceId);
      return timezone === undefined || !zones.has(line.workspaceId) ? [] : [{ ...line, timezone }];
    });
    const known = new Map((await allProgress(database)).map((row) => [keyOf(row), row]));
    const wanted = new Set(living.map(keyOf));
    await forgetProgress(
      database,
      [...known.values()].filter((row) => !wanted.has(keyOf(row))),
    );
    const begun = await this.begin(
      living.filter((line) => !known.has(keyOf(line))),
      now,
    );
    this.watched = living.map((line) =>
      this.withNext(line, known.get(keyOf(line)) ?? begun.get(keyOf(line))!),
    );
    this.seenEpoch = epoch;
  }

  /**
   * Gives lines their row. They count from the last change of the task that subscribed first, so that a tick just
   * after a save is not missed; but from no more than a day ago.
   */
  private async begin(
    lines: readonly (ScheduledLine & { timezone: string })[],
    now: Date,
  ): Promise<Map<string, Passed>> {
    if (lines.length === 0) return new Map();
    const { database } = this.tools;
    const changedAt = await changeTimes(
      database,
      lines.flatMap(({ taskIds }) => taskIds),
    );
    const begun = lines.map(({ workspaceId, line, timezone, taskIds }) => {
      const since = Math.min(...taskIds.map((id) => (changedAt.get(id) ?? now).getTime()));
      const passedAt = new Date(Math.min(Math.max(since, now.getTime() - DAY_MS), now.getTime()));
      return { workspaceId, line, timezone, passedAt };
    });
    await addProgress(database, begun);
    return new Map(begun.map((row) => [keyOf(row), row]));
  }

  private withNext(line: ScheduledLine & { timezone: string }, passed: Passed): Watched {
    const { when, timezone } = line;
    const nextMs = nextTick(this.days, when, timezone, passed.passedAt.getTime()) ?? Infinity;
    return { ...line, passed, nextMs };
  }

  private async passOver(lines: readonly Watched[], now: Date): Promise<number> {
    const { database, publish } = this.tools;
    const byKey = new Map(lines.map((line) => [keyOf(line), line]));
    const events = await database.transaction(async (tx) => {
      const made: NewEvent[] = [];
      const rows = await lockProgress(tx, lines);
      const after = rows.map((row) => {
        const line = byKey.get(keyOf(row))!;
        const { tick, ...passed } = passOver(this.days, line.when, row, { ...line, now });
        if (tick !== undefined) made.push(eventOf(line, row.timezone, { tick, now }));
        return { ...row, ...passed };
      });
      await insertTicks(tx, made, now);
      await setProgress(tx, after);
      // Another ticker took the row of a line away that it thought nobody wants: begin anew.
      if (rows.length < lines.length) this.seenEpoch = -1;
      for (const row of after) byKey.set(keyOf(row), this.withNext(byKey.get(keyOf(row))!, row));
      return made;
    });
    this.watched = this.watched.map((line) => byKey.get(keyOf(line)) ?? line);
    await publish(await hintsOf(database, events));
    for (const { envelope } of events) {
      const { workspace_id, id: event_id, topic } = envelope;
      this.tools.logger.info({ message: 'scheduler.ticked', workspace_id, event_id, topic });
    }
    return events.length;
  }
}

/** An event that exists already stays as it is. One of a week that is over keeps that week. */
async function insertTicks(tx: Transaction, events: readonly NewEvent[], now: Date): Promise<void> {
  if (events.length === 0) return;
  const thisWeek = mondayOf(now.getTime());
  for (const { envelope } of events) {
    if (mondayOf(timeOf(envelope.id)) < thisWeek) await noteReopened(tx, [envelope.id]);
  }
  await insertOpenEvents(tx, events);
}

function eventOf(
  { workspaceId, line, topic, fields, taskIds }: ScheduledLine,
  timezone: string,
  { tick, now }: { tick: Date; now: Date },
): NewEvent {
  const scheduled = { scheduled_at: tick.toISOString() };
  const data = fields === undefined ? scheduled : { cron: fields, tz: timezone, ...scheduled };
  return {
    envelope: plainEnvelope({
      id: childIdAt(tick.getTime(), workspaceId, `scheduler/${line}`),
      workspace_id: workspaceId,
      topic,
      source: 'scheduler',
      created_at: now.toISOString(),
      task_ids: fields === undefined ? null : taskIds,
    }),
    data: new RawJson(JSON.stringify(data)),
    request: null,
  };
}

const isDue = ({ nextMs, timezone, passed }: Watched, now: Date): boolean =>
  nextMs <= now.getTime() || passed.passedAt > now || passed.timezone !== timezone;

const keyOf = ({ workspaceId, line }: LineName): string => `${workspaceId}/${line}`;

async function databaseNow(sql: Sql): Promise<Date> {
  const [row] = await sql.query<{ now: Date }>('select clock_timestamp() as now');
  return row!.now;
}
