import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { EventStore } from '@millwright/event';
import { type Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { silentLogger } from '@millwright/observability';
import { EventRouter } from '../../routing/event-router.ts';
import { TaskIndex } from '../../routing/task-index.ts';
import { givenTask, givenWorkspace, saveTask } from '../../testing/given.ts';
import { testWorkspaces } from '../../testing/test-workspaces.ts';
import { Ticker } from './ticker.ts';

const HOURLY = 'mechanic/scheduler/hourly';
const DAILY = 'mechanic/scheduler/daily';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('a ticker on %s', (_name, open) => {
  let opened: TestDatabase;
  let workspaceId: Id;
  let now: Date;
  let zone: string;
  let published: OutgoingMessage[];

  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    await opened.database.execute('delete from scheduler_ticks');
    await opened.database.execute(`delete from work where kind = 'event'`);
    await opened.database.execute(
      `update tasks set enabled = false, changed_epoch = changed_epoch`,
    );
    workspaceId = await givenWorkspace(opened.database);
    now = new Date('2026-06-01T09:00:30Z');
    zone = 'UTC';
    published = [];
  });

  const aTicker = (): Ticker =>
    new Ticker({
      database: opened.database,
      index: new TaskIndex(),
      timezones: {
        timezonesOf: (_sql, ids) => Promise.resolve(new Map(ids.map((id) => [id, zone]))),
      },
      publish: async (messages) => void published.push(...messages),
      logger: silentLogger,
      nowOf: () => Promise.resolve(now),
    });
  /** A task that was last saved at a time. */
  const given = async (subscriptions: string[], savedAt: string): Promise<Id> => {
    const id = await givenTask(opened.database, workspaceId, { subscriptions });
    await opened.database.execute('update tasks set updated_at = $2 where id = $1', [id, savedAt]);
    return id;
  };
  const at = (time: string): void => {
    now = new Date(time);
  };
  const scheduledAt = async (topic?: string): Promise<string[]> => {
    const rows = await opened.database.query<{ data: string }>(
      `select data from events where workspace_id = $1 and ($2::text is null or topic = $2) order by id`,
      [workspaceId, topic ?? null],
    );
    return rows.map(({ data }) => (JSON.parse(data) as { scheduled_at: string }).scheduled_at);
  };
  const bumped = () => opened.database.execute('update config_epoch set epoch = epoch + 1');

  it('makes one event for each tick, with the time it stands for', async () => {
    await given([HOURLY, `${HOURLY}+5.minutes`], '2026-06-01T09:00:10Z');
    await given([HOURLY], '2026-06-01T09:00:10Z');
    const ticker = aTicker();

    expect(await ticker.tick()).toBe(0);
    at('2026-06-01T10:00:00Z');
    expect(await ticker.tick()).toBe(1);
    expect(await ticker.tick()).toBe(0);
    at('2026-06-01T11:00:00.400Z');
    await ticker.tick();

    expect(await scheduledAt()).toEqual(['2026-06-01T10:00:00.000Z', '2026-06-01T11:00:00.000Z']);
    expect(published).toHaveLength(2);
    const [event] = await opened.database.query(
      `select topic, source, created_at from events where workspace_id = $1 order by id desc limit 1`,
      [workspaceId],
    );
    expect(event).toEqual({ topic: HOURLY, source: 'scheduler', created_at: now });
  });

  it('makes it once with several at work, and across restarts', async () => {
    await given([HOURLY], '2026-06-01T09:00:10Z');
    const tickers = [aTicker(), aTicker(), aTicker()];
    await Promise.all(tickers.map((ticker) => ticker.tick()));

    at('2026-06-01T10:00:00Z');
    const counts = await Promise.all(tickers.map((ticker) => ticker.tick()));
    await aTicker().tick();

    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    expect(await scheduledAt()).toEqual(['2026-06-01T10:00:00.000Z']);
    const work = await opened.database.query(
      `select 1 from work where kind = 'event' and workspace_id = $1`,
      [workspaceId],
    );
    expect(work).toHaveLength(1);
  });

  it('makes it after all when the transaction that would have is rolled back', async () => {
    await given([HOURLY], '2026-06-01T09:00:10Z');
    await aTicker().tick();
    at('2026-06-01T10:00:00Z');
    await opened.database.execute(
      `alter table work add constraint refused check (kind <> 'event' or workspace_id <> '${workspaceId}')`,
    );

    await expect(aTicker().tick()).rejects.toThrow();
    await opened.database.execute('alter table work drop constraint refused');
    await aTicker().tick();

    expect(await scheduledAt()).toEqual(['2026-06-01T10:00:00.000Z']);
  });

  it('makes up only the latest tick of each line after a long downtime', async () => {
    await given(
      ['mechanic/scheduler/10min', DAILY, 'cron:30 9 * * mon-fri'],
      '2026-06-01T09:00:10Z',
    );
    await aTicker().tick();

    // Weeks of it; the events fall into weeks of their own.
    at('2026-06-28T13:37:00Z');
    const restarted = aTicker();
    await restarted.tick();
    await restarted.tick();

    expect(await scheduledAt('mechanic/scheduler/10min')).toEqual(['2026-06-28T13:30:00.000Z']);
    expect(await scheduledAt(DAILY)).toEqual(['2026-06-28T00:00:00.000Z']);
    expect(await scheduledAt('mechanic/scheduler/cron')).toEqual(['2026-06-26T09:30:00.000Z']);
  });

  it('makes nothing for whom nobody enabled subscribes, nor makes it up later', async () => {
    const task = await given([HOURLY], '2026-06-01T09:00:10Z');
    const ticker = aTicker();
    await ticker.tick();
    await saveTask(opened.database, workspaceId, task, { enabled: false, version: 1 });
    at('2026-06-01T10:00:00Z');
    await ticker.tick();

    at('2026-06-01T10:30:00Z');
    await saveTask(opened.database, workspaceId, task, { enabled: true, version: 1 });
    await opened.database.execute('update tasks set updated_at = $2 where id = $1', [task, now]);
    await ticker.tick();
    expect(await scheduledAt()).toEqual([]);

    at('2026-06-01T11:00:00Z');
    await ticker.tick();
    expect(await scheduledAt()).toEqual(['2026-06-01T11:00:00.000Z']);
  });

  it('misses no tick between the save of a task and its first look at it', async () => {
    await given([HOURLY], '2026-06-01T08:59:59.900Z');

    await aTicker().tick();

    expect(await scheduledAt()).toEqual(['2026-06-01T09:00:00.000Z']);
  });

  it('tells the time of each Workspace, and takes up another zone with the next tick', async () => {
    zone = 'Europe/Berlin';
    await given([DAILY], '2026-06-01T09:00:10Z');
    const ticker = aTicker();
    await ticker.tick();
    at('2026-06-01T22:00:01Z');
    await ticker.tick();
    expect(await scheduledAt()).toEqual(['2026-06-01T22:00:00.000Z']);

    // Auckland's midnight is over, and would be due at once.
    zone = 'Pacific/Auckland';
    at('2026-06-02T15:00:00Z');
    await bumped();
    await ticker.tick();
    expect(await scheduledAt()).toHaveLength(1);
    at('2026-06-03T12:00:00Z');
    await ticker.tick();

    expect((await scheduledAt()).slice(1)).toEqual(['2026-06-03T12:00:00.000Z']);
  });

  it('loses no tick that was due before a change of the zone was seen', async () => {
    await given([DAILY], '2026-06-01T09:00:10Z');
    const ticker = aTicker();
    await ticker.tick();

    zone = 'Asia/Tokyo';
    at('2026-06-02T00:00:00.300Z');
    await bumped();
    await ticker.tick();

    expect(await scheduledAt()).toEqual(['2026-06-02T00:00:00.000Z']);
  });

  it('doubles and loses nothing when the clock is set ahead and back', async () => {
    await given(['mechanic/scheduler/30min'], '2026-06-01T09:00:10Z');
    const ticker = aTicker();
    await ticker.tick();
    at('2026-06-01T10:10:00Z');
    await ticker.tick();

    at('2026-06-01T09:10:00Z');
    await ticker.tick();
    for (const time of ['09:30', '10:00', '10:30', '11:00']) {
      at(`2026-06-01T${time}:00Z`);
      await ticker.tick();
    }

    expect(await scheduledAt()).toEqual(
      ['09:30', '10:00', '10:30', '11:00'].map((time) => `2026-06-01T${time}:00.000Z`),
    );
  });

  it('makes an event for each cron line, for the tasks that have it alone', async () => {
    const both = await given(
      ['cron:0 10 * * *', 'cron:0 10 * * * Europe/Berlin'],
      '2026-06-01T07:30:00Z',
    );
    const plain = await given(['cron:0 10 * * *', 'cron:0 11 * * *'], '2026-06-01T07:30:00Z');
    at('2026-06-01T07:31:00Z');
    const ticker = aTicker();
    await ticker.tick();
    at('2026-06-01T08:00:00Z');
    await ticker.tick();
    at('2026-06-01T10:00:00Z');
    await ticker.tick();

    const reached = await routed();

    expect(reached).toEqual([
      { cron: '0 10 * * *', tz: 'Europe/Berlin', at: '08:00', tasks: [both] },
      { cron: '0 10 * * *', tz: 'UTC', at: '10:00', tasks: [both, plain].sort() },
    ]);
  });

  it('counts offsets from the time that the tick stands for', async () => {
    await given([`${DAILY}+10.hours`], '2026-06-01T09:00:10Z');
    const ticker = aTicker();
    await ticker.tick();
    expect(await scheduledAt()).toEqual([]);
    at('2026-06-02T00:00:00.700Z');
    await ticker.tick();
    await routed();

    const runs = await opened.database.query(
      'select run_at as "runAt" from task_runs where workspace_id = $1',
      [workspaceId],
    );

    expect(runs).toEqual([{ runAt: new Date('2026-06-02T10:00:00.000Z') }]);
  });

  /** Routes every event of the Workspace, and says whom each cron line reached. */
  async function routed() {
    const { database } = opened;
    const router = new EventRouter(
      database,
      new EventStore(database),
      new TaskIndex(),
      testWorkspaces({ timezone: zone }),
      { now: () => now.getTime() },
    );
    const events = await database.query<{ id: Id; data: string }>(
      'select id, data from events where workspace_id = $1 order by id',
      [workspaceId],
    );
    const reached = [];
    for (const { id, data } of events) {
      const hint = { eventId: id, stored: true, event: undefined, data: undefined, request: null };
      await router.route([hint]);
      const runs = await database.query<{ task: Id }>(
        'select task_id as task from task_runs where event_id = $1 order by task_id',
        [id],
      );
      const { cron, tz, scheduled_at } = JSON.parse(data) as Record<string, string>;
      reached.push({ cron, tz, at: scheduled_at!.slice(11, 16), tasks: runs.map((r) => r.task) });
    }
    return reached;
  }
});
