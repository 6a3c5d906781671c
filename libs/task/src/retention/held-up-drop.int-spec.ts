import { listWeeks, mondayOf, WEEK_MS } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import { until } from '@millwright/testing';
import { givenHistory, givenWatched } from '../testing/given-history.ts';
import { givenWorkspace } from '../testing/given.ts';
import { holdTransaction } from '../testing/held-transaction.ts';
import { Retention, type RemovedHistory } from './retention.ts';

describe('retention while a long transaction holds the drop of a week up', () => {
  const past = mondayOf(Date.now()) - 9 * WEEK_MS;
  const alsoPast = past + WEEK_MS;
  const mixed = past + 2 * WEEK_MS;
  let opened: TestDatabase;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    workspaceId = await givenWorkspace(opened.database);
  });
  afterAll(() => opened.close());

  const given = (at: number, isOpen = false) =>
    givenHistory(opened.database, { workspaceId, at, isOpen });
  const pass = (): Promise<RemovedHistory | undefined> =>
    new Retention({
      database: opened.database,
      periods: { daysOf: async () => new Map([[workspaceId, 15]]) },
      instanceId: 'one',
      logger: silentLogger,
    }).pass();
  const attachmentsOf = async (monday: number): Promise<string[]> =>
    (await listWeeks(opened.database))
      .filter((week) => week.monday === monday)
      .flatMap(({ tables }) => tables.map(({ attachment }) => attachment));
  /** As the time limit does, only sooner. */
  const endTheWait = () =>
    until(async () => {
      const rows = await opened.database.query(
        `select pg_cancel_backend(pid) from pg_stat_activity
         where datname = current_database() and query like 'alter table events detach%' and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });

  it('goes on with the rows of other weeks, and drops the week once it can', async () => {
    await given(past);
    await given(alsoPast);
    await given(mixed);
    await given(mixed, true);
    for (const monday of [past, alsoPast]) {
      await givenWatched(opened.database, monday, monday + WEEK_MS);
    }
    const reader = await holdTransaction(opened.database);
    await reader.tx.query('select count(*) from events');

    const [first] = await Promise.all([pass(), endTheWait()]);
    expect(first).toMatchObject({ events: 2, weeks: 0 });
    expect(await attachmentsOf(past)).toContain('detaching');
    expect(await attachmentsOf(alsoPast)).not.toContain('detaching');

    await given(mixed);
    const [second] = await Promise.all([pass(), endTheWait()]);
    expect(second).toMatchObject({ events: 1, weeks: 0 });

    await reader.end();
    expect(await pass()).toMatchObject({ weeks: 2 });
    expect(await attachmentsOf(past)).toEqual([]);
  });
});
