import { listWeeks, mondayOf, WEEK_MS } from '@millwright/database';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { openLocalBus } from '@millwright/messaging';
import { silentLogger } from '@millwright/observability';
import { RunCommands } from '../commands/run-commands.ts';
import { givenHistory, givenWatched, type GivenHistory } from '../testing/given-history.ts';
import { givenWorkspace } from '../testing/given.ts';
import { Retention, type RemovedHistory } from './retention.ts';

const DAY_MS = 86_400_000;
const tables = ['events', 'event_runs', 'task_runs', 'action_runs'] as const;

describe.each([
  ['the Postgres database', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('retention on %s', (_name, open) => {
  const thisMonday = mondayOf(Date.now());
  let opened: TestDatabase;
  let workspaceId: Id;
  let days: Map<Id, number>;

  beforeAll(async () => {
    opened = await open();
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    for (const week of await listWeeks(opened.database)) {
      if (week.monday >= thisMonday) continue;
      for (const { name } of week.tables) await opened.database.execute(`drop table ${name}`);
    }
    for (const table of [...tables, 'work', 'leases', 'history_weeks']) {
      await opened.database.execute(`delete from ${table}`);
    }
    workspaceId = await givenWorkspace(opened.database);
    days = new Map([[workspaceId, 15]]);
  });

  const given = (event: Partial<GivenHistory> & { at: number }): Promise<Id> =>
    givenHistory(opened.database, { workspaceId, ...event });
  const watchedSince = (monday: number, at: number) => givenWatched(opened.database, monday, at);
  const pass = async (): Promise<RemovedHistory | undefined> => {
    const periods = { daysOf: () => Promise.resolve(days) };
    const { database } = opened;
    return new Retention({ database, periods, instanceId: 'one', logger: silentLogger }).pass();
  };
  /** The events that have a row in each table, and never in only some. */
  const stored = async (): Promise<Id[]> => {
    const idsOf = async (table: string): Promise<Id[]> => {
      const key = table.endsWith('k_runs') || table === 'action_runs' ? 'event_id' : 'id';
      const rows = await opened.database.query<{ id: Id }>(`select ${key} as id from ${table}`);
      return rows.map(({ id }) => id).sort();
    };
    const [ids, ...others] = await Promise.all(tables.map(idsOf));
    for (const other of others) expect(other).toEqual(ids);
    return ids!;
  };
  const isPartition = async (monday: number): Promise<boolean> => {
    const name = `events_p${new Date(monday).toISOString().slice(0, 10).replaceAll('-', '')}`;
    const rows = await opened.database.query(
      'select 1 from pg_inherits where inhrelid = to_regclass($1)',
      [name],
    );
    return rows.length > 0;
  };

  it('removes row by row what has been finished for long enough, and nothing before its time', async () => {
    const now = Date.now();
    await given({ at: now - 16 * DAY_MS });
    const young = await given({ at: now - 15 * DAY_MS + 60_000 });

    expect(await pass()).toMatchObject({ events: 1, weeks: 0 });

    expect(await stored()).toEqual([young]);
  });

  it('keeps what is open, with its own event alone, for as long as it takes', async () => {
    const at = Date.now() - 100 * DAY_MS;
    await given({ at });
    const open = await given({ at, isOpen: true });
    await watchedSince(mondayOf(at), mondayOf(at) + WEEK_MS);

    expect(await pass()).toMatchObject({ events: 1, weeks: 0 });

    expect(await stored()).toEqual([open]);
    expect(await opened.database.query('select id from work')).toHaveLength(1);
    expect(await pass()).toMatchObject({ events: 0, weeks: 0 });
  });

  it('counts from the end of a tree: a late action or descendant keeps its event', async () => {
    const now = Date.now();
    const at = now - 40 * DAY_MS;
    const late = await given({ at, endedAt: now - 10 * DAY_MS });
    const root = await given({ at });
    const child = await given({ at: at + 8 * DAY_MS, parentId: root });
    const grandchild = await given({ at: at + 9 * DAY_MS, parentId: child, isOpen: true });
    await given({ at: at + 8 * DAY_MS });

    expect(await pass()).toMatchObject({ events: 1, weeks: 0 });

    expect(await stored()).toEqual([late, root, child, grandchild].sort());
  });

  it('removes all of many, in batches', async () => {
    const at = Date.now() - 30 * DAY_MS;
    for (let n = 0; n < 120; n += 1) await given({ at: at + n });

    expect(await pass()).toMatchObject({ events: 120, weeks: 0 });

    expect(await stored()).toEqual([]);
  });

  it('gives each Workspace its own time', async () => {
    const now = Date.now();
    const other = await givenWorkspace(opened.database);
    days.set(other, 90);
    await given({ at: now - 30 * DAY_MS });
    const kept = await given({ at: now - 30 * DAY_MS, workspaceId: other });
    const unknown = await given({ at: now - 3_000 * DAY_MS, workspaceId: newId() });

    await pass();

    expect(await stored()).toEqual([unknown, kept].sort());
  });

  it('removes everything of a deleted Workspace at once, open or not', async () => {
    days.set(workspaceId, 0);
    await given({ at: Date.now() - 1_000 });
    await given({ at: Date.now() - 1_000, isOpen: true });

    await pass();

    expect(await stored()).toEqual([]);
    expect(await opened.database.query('select id from work')).toEqual([]);
  });

  it('drops a week as a whole once every Workspace in it has passed it', async () => {
    const monday = thisMonday - 6 * WEEK_MS;
    const other = await givenWorkspace(opened.database);
    await given({ at: monday });
    await given({ at: monday + WEEK_MS - 1, workspaceId: other });
    await watchedSince(monday, monday + WEEK_MS);
    days.set(other, 60);

    expect(await pass()).toMatchObject({ events: 1, weeks: 0 });
    expect(await isPartition(monday)).toBe(true);

    days.set(other, 20);
    expect(await pass()).toMatchObject({ events: 0, weeks: 1 });
    expect(await isPartition(monday)).toBe(false);
    expect(await stored()).toEqual([]);
  });

  it('drops a week of which all rows have gone one by one', async () => {
    const monday = thisMonday - 6 * WEEK_MS;
    await given({ at: monday });
    await pass();
    expect(await isPartition(monday)).toBe(true);
    await watchedSince(monday, monday + WEEK_MS);

    expect(await pass()).toMatchObject({ events: 0 });

    expect(await isPartition(monday)).toBe(false);
  });

  it('does not drop a week whose events have descendants at work in a later one', async () => {
    const monday = thisMonday - 8 * WEEK_MS;
    const root = await given({ at: monday });
    const child = await given({ at: monday + WEEK_MS, parentId: root });
    const grandchild = await given({ at: monday + 2 * WEEK_MS, parentId: child, isOpen: true });
    for (const week of [0, 1, 2]) await watchedSince(monday + week * WEEK_MS, monday + 3 * WEEK_MS);

    expect(await pass()).toMatchObject({ events: 0, weeks: 0 });

    expect(await stored()).toEqual([root, child, grandchild]);
  });

  it('counts from now what was open at the last look and has ended since', async () => {
    const monday = thisMonday - 8 * WEEK_MS;
    const open = await given({ at: monday, isOpen: true });
    await watchedSince(monday, monday + WEEK_MS);
    await pass();
    await opened.database.execute('delete from work');
    await opened.database.execute('update action_runs set stopped_at = now()');
    await opened.database.execute('update event_runs set pending = 0');

    expect(await pass()).toMatchObject({ events: 0, weeks: 0 });

    expect(await stored()).toEqual([open]);
  });

  it('does not drop a week of which something was retried by hand since the last pass, nor that of its parent', async () => {
    const { database } = opened;
    const monday = thisMonday - 8 * WEEK_MS;
    const root = await given({ at: monday });
    const child = await given({ at: monday + WEEK_MS, parentId: root });
    for (const week of [0, 1]) await watchedSince(monday + week * WEEK_MS, monday + 2 * WEEK_MS);
    const [run] = await database.query<{ id: Id }>(
      `update action_runs set state = 'failed' where event_id = $1 returning id`,
      [child],
    );

    const commands = new RunCommands(database, openLocalBus({ logger: silentLogger }));
    expect(await commands.retryActionRun(workspaceId, run!.id)).toMatchObject({ ok: true });
    await database.execute('delete from work');
    await database.execute(
      `update action_runs set state = 'succeeded', stopped_at = now() where id = $1`,
      [run!.id],
    );
    await database.execute('update event_runs set pending = 0');

    expect(await pass()).toMatchObject({ events: 0, weeks: 0 });

    expect(await stored()).toEqual([root, child]);
  });

  it('takes up a week that was left half detached', async () => {
    const monday = thisMonday - 9 * WEEK_MS;
    await given({ at: monday });
    await watchedSince(monday, monday + WEEK_MS);
    const name = new Date(monday).toISOString().slice(0, 10).replaceAll('-', '');
    await opened.database.execute(
      `alter table events detach partition events_p${name} concurrently`,
    );

    expect(await pass()).toMatchObject({ events: 0, weeks: 1 });

    expect(await isPartition(monday)).toBe(false);
  });

  it('gives a half detached week back while something of it is open', async () => {
    const monday = thisMonday - 9 * WEEK_MS;
    const open = await given({ at: monday, isOpen: true });
    await given({ at: monday });
    const name = new Date(monday).toISOString().slice(0, 10).replaceAll('-', '');
    await opened.database.execute(
      `alter table events detach partition events_p${name} concurrently`,
    );

    expect(await pass()).toMatchObject({ events: 1, weeks: 0 });

    expect(await stored()).toEqual([open]);
  });

  it('is done by one instance at a time', async () => {
    await opened.database.execute(
      `insert into leases (name, holder, until) values ('retention', 'another', now() + interval '1 minute')`,
    );

    expect(await pass()).toBeUndefined();
  });
});
