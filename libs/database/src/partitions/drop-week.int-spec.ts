import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { childIdAt, newId } from '@millwright/kernel';
import { leakCheck, until } from '@millwright/testing';
import pg from 'pg';
import { openTestDatabase } from '../testing/index.ts';
import type { TestDatabase } from '../testing/index.ts';
import { dropWeek } from './drop-week.ts';
import { listWeeks } from './list-weeks.ts';
import { partitionedTables } from './partition.ts';

afterAll(leakCheck());

describe('the drop of a week that somebody is reading', () => {
  const isNeeded = async (): Promise<boolean> => false;
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());

  const given = async (monday: number): Promise<string> => {
    const id = childIdAt(monday, newId(), 'old');
    await opened.database.execute(
      `insert into events (id, workspace_id, topic, data, source, created_at) values ($1, $1, 't', '1', 's', now())`,
      [id],
    );
    return id;
  };
  const attachments = async (monday: number): Promise<string[]> =>
    (await listWeeks(opened.database))
      .filter((week) => week.monday === monday)
      .flatMap(({ tables }) => tables.map(({ attachment }) => attachment));

  /** Begins a drop that has to wait for a reader, and ends it in the middle. */
  const interrupt = async (monday: number): Promise<pg.Client> => {
    const reader = new pg.Client({ connectionString: opened.url });
    await reader.connect();
    await reader.query('begin');
    await reader.query('select count(*) from events');
    const drop = dropWeek(opened.database, { monday, isNeeded });
    const ended = expect(drop).rejects.toMatchObject({ code: 'query_timeout' });
    await until(async () => (await attachments(monday))[0] === 'detaching');
    await opened.database.execute(
      `select pg_cancel_backend(pid) from pg_stat_activity
       where datname = current_database() and query like 'alter table events detach%'`,
    );
    await ended;
    return reader;
  };

  it('is taken up where it was interrupted, and waits for the reader', async () => {
    const monday = Date.UTC(2020, 0, 6);
    await given(monday);
    const reader = await interrupt(monday);
    expect(await attachments(monday)).toEqual([
      'detaching',
      ...Array(partitionedTables.length - 1).fill('attached'),
    ]);
    await reader.query('commit');
    await reader.end();

    await expect(dropWeek(opened.database, { monday, isNeeded })).resolves.toBe(true);

    await expect(attachments(monday)).resolves.toEqual([]);
  });

  it('is undone by a row that comes late', async () => {
    const monday = Date.UTC(2020, 1, 3);
    const old = await given(monday);
    const reader = await interrupt(monday);
    await reader.query('commit');
    await reader.end();

    const late = await given(monday);

    const found = await opened.database.query('select id from events where id in ($1, $2)', [
      old,
      late,
    ]);
    expect(found).toHaveLength(2);
    await expect(attachments(monday)).resolves.toEqual(
      Array(partitionedTables.length).fill('attached'),
    );
  });
});
