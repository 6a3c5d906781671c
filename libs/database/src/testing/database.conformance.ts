import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { childIdAt, lowestIdAt, newId, timeOf } from '@millwright/kernel';
import { dropEmptyPartitions } from '../partitions/drop-partitions.ts';
import { dropWeek } from '../partitions/drop-week.ts';
import { listWeeks } from '../partitions/list-weeks.ts';
import { ensurePartitions } from '../partitions/ensure-partitions.ts';
import { WEEK_MS, mondayOf, partitionName, partitionedTables } from '../partitions/partition.ts';
import { bumpEpoch, readEpoch } from '../epoch.ts';
import { releaseLease, tryLease } from '../lease.ts';
import type { Database } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { TestDatabase } from './open-test-database.ts';

const TABLES = partitionedTables.length;
const allAttached = Array<string>(TABLES).fill('attached');

/** What every body of {@link Database} must hold; `open` gives one that is migrated. */
export function databaseConformance(name: string, open: () => Promise<TestDatabase>): void {
  describe(`${name} keeps the promises of a database`, () => {
    let opened: TestDatabase;
    let database: Database;

    beforeAll(async () => {
      opened = await open();
      database = opened.database;
      await database.execute(`create table notes (id int8 primary key, body text unique)`);
    }, 60_000);
    afterAll(() => opened.close());

    answers(() => database);
    transactions(() => database);
    concurrency(() => database);
    partitions(() => database);
    leadership(() => database);
  });
}

function answers(database: () => Database): void {
  it('gives the rows of every statement that returns some', async () => {
    const sql = database();

    const inserted = await sql.query(`insert into notes values (1, 'a'), (2, 'b') returning id`);
    const updated = await sql.query(`update notes set body = 'c' where id = 2 returning id, body`);
    const deleted = await sql.query(
      `with gone as (delete from notes where id = 1 returning id) select id from gone`,
    );

    expect(inserted).toEqual([{ id: 1 }, { id: 2 }]);
    expect(updated).toEqual([{ id: 2, body: 'c' }]);
    expect(deleted).toEqual([{ id: 1 }]);
  });

  it('counts the rows that a statement affected', async () => {
    const inserted = await database().execute(`insert into notes values (10, 'x'), (11, 'y')`);
    const missed = await database().execute(`delete from notes where id = 99`);

    expect([inserted, missed]).toEqual([2, 0]);
  });

  it('reads each type as the port says', async () => {
    const [row] = await database().query(
      `select 9007199254740991::int8 as int8, array[1, 2]::int8[] as int8s, 1.5::float8 as float8,
         '1.10'::numeric as numeric, '{"n": 1.0}'::json as json, '{"n": 1.0}'::jsonb as jsonb,
         '2026-01-02T03:04:05.678Z'::timestamptz as at, array['a', null] as texts,
         array[$1]::uuid[] as ids, null::int8 as nothing`,
      ['0192f3a0-0000-7000-8000-000000000000'],
    );

    expect(row).toEqual({
      int8: 9_007_199_254_740_991,
      int8s: [1, 2],
      float8: 1.5,
      numeric: '1.10',
      json: '{"n": 1.0}',
      jsonb: { n: 1 },
      at: new Date('2026-01-02T03:04:05.678Z'),
      texts: ['a', null],
      ids: ['0192f3a0-0000-7000-8000-000000000000'],
      nothing: null,
    });
  });

  it('keeps payload text as it is', async () => {
    const text = '{"n":1.0,"big":12345678901234567890,"nul":"\\u0000","half":"\\ud800","é":"🎉"}';

    const [row] = await database().query(`select $1::text as text`, [text]);

    expect(row).toEqual({ text });
  });

  it('carries parameters of several megabytes', async () => {
    const text = 'ä'.repeat(3_000_000);

    const [row] = await database().query<{ text: string }>(`select $1::text as text`, [text]);

    expect(row!.text === text).toBe(true);
  });

  it('names the index that a row violates, and none of its values', async () => {
    await database().execute(`insert into notes values (20, 'secret-value')`);

    const again = database().execute(`insert into notes values (21, $1)`, ['secret-value']);

    const error: unknown = await again.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unique_violation', constraint: 'notes_body_key' });
    expect(JSON.stringify([error, String(error)])).not.toContain('secret-value');
  });

  it('tells a refused statement from a lost connection', async () => {
    await expect(database().query(`select * from nowhere`)).rejects.toMatchObject({
      code: 'query_failed',
      sqlState: '42P01',
      retry: false,
    });
  });
}

function transactions(database: () => Database): void {
  it('commits all of a transaction', async () => {
    const answer = await database().transaction(async (tx) => {
      await tx.execute(`insert into notes values (30, 'thirty')`);
      await tx.manager.query(`insert into notes values (31, 'thirty-one')`);
      return 'done';
    });

    expect(answer).toBe('done');
    expect(await countOf(database(), 30, 31)).toBe(2);
  });

  it('keeps nothing of a transaction that throws, and throws the same', async () => {
    const refusal = new Error('no');

    const refused = database().transaction(async (tx) => {
      await tx.execute(`insert into notes values (40, 'forty')`);
      throw refusal;
    });

    await expect(refused).rejects.toBe(refusal);
    expect(await countOf(database(), 40, 40)).toBe(0);
  });

  it('maps the errors of repositories too', async () => {
    await database().execute(`insert into notes values (45, 'taken')`);

    const again = database().transaction((tx) =>
      tx.manager.query(`insert into notes values (46, $1)`, ['taken']),
    );

    await expect(again).rejects.toMatchObject({ code: 'unique_violation', retry: false });
  });

  it('calls back after the commit, in order, whatever a callback throws', async () => {
    const seen: unknown[] = [];

    await database().transaction(async (tx) => {
      await tx.execute(`insert into notes values (50, 'fifty')`);
      tx.afterCommit(() => {
        throw new Error('the broker is away');
      });
      tx.afterCommit(async () => void seen.push(await countOf(database(), 50, 50)));
    });

    expect(seen).toEqual([1]);
  });

  it('calls nobody back after a rollback', async () => {
    const seen: string[] = [];

    const failed = database().transaction(async (tx) => {
      tx.afterCommit(() => void seen.push('called'));
      await tx.query(`select 1 / 0`);
    });

    await expect(failed).rejects.toMatchObject({ sqlState: '22012' });
    expect(seen).toEqual([]);
  });

  it('tries a conflict again, and only the last try calls back', async () => {
    const seen: number[] = [];
    let tries = 0;

    await database().transaction(async (tx) => {
      tries += 1;
      const mine = tries;
      tx.afterCommit(() => void seen.push(mine));
      if (tries < 3) await tx.execute(raising('40001'));
    });

    expect(seen).toEqual([3]);
  });

  it('gives up on a conflict that does not go away', async () => {
    let tries = 0;

    const stuck = database().transaction(async (tx) => {
      tries += 1;
      await tx.execute(raising('40P01'));
    });

    await expect(stuck).rejects.toMatchObject({ code: 'query_conflict', retry: true });
    expect(tries).toBe(6);
  });

  it('refuses a query beside the transaction it is made in', async () => {
    const nested = database().transaction(() => database().query(`select 1`));

    await expect(nested).rejects.toMatchObject({ code: 'query_outside_transaction' });
  });

  it('answers statements of a transaction that are asked at once, each its own', async () => {
    const answers = await database().transaction((tx) =>
      Promise.all([
        tx.query(`select 1 as n`),
        tx.execute(`insert into notes values (60, 'sixty'), (61, $1)`, ['sixty-one']),
        tx.query(`select count(*) as n from notes where id between $1 and $2`, [60, 61]),
      ]),
    );

    expect(answers).toEqual([[{ n: 1 }], 2, [{ n: 2 }]]);
    expect(await countOf(database(), 60, 61)).toBe(2);
  });

  it('keeps nothing of statements asked at once when one of them fails', async () => {
    const failed = database().transaction((tx) =>
      Promise.all([
        tx.execute(`insert into notes values ($1, 'seventy')`, [70]),
        tx.execute(`insert into notes values (71, 'seventy-one')`),
        tx.query(`select 1 / 0`),
        tx.execute(`insert into notes values (72, 'seventy-two')`),
      ]),
    );

    await expect(failed).rejects.toThrow();
    expect(await countOf(database(), 70, 72)).toBe(0);
  });

  it('keeps nothing when the first statement fails, with parameters or without', async () => {
    for (const params of [[80], undefined]) {
      const failed = database().transaction((tx) =>
        Promise.all([
          tx.query(`select 1 / (0 * ${params ? '$1::int' : '1'})`, params),
          tx.execute(`insert into notes values (80, 'eighty')`),
        ]),
      );

      await expect(failed).rejects.toMatchObject({ sqlState: '22012' });
    }
    expect(await countOf(database(), 80, 80)).toBe(0);
  });

  it('answers a statement that comes again and again, first or later, also after it failed', async () => {
    const insert = 'insert into notes values ($1, $2) returning id';
    const added: unknown[] = [];
    for (let id = 100; id < 130; id += 1) {
      const isFirst = id % 2 === 0;
      await database().transaction(async (tx) => {
        if (!isFirst) await tx.query('select 1');
        added.push(...(await tx.query(insert, [id, `again ${id}`])));
      });
      const again = database().transaction((tx) => tx.query(insert, [id, 'twice']));
      await expect(again).rejects.toMatchObject({ code: 'unique_violation' });
    }

    expect(added).toEqual(Array.from({ length: 30 }, (_none, index) => ({ id: 100 + index })));
  });

  it('sends what was kept for the commit behind all others, and answers it nothing', async () => {
    const answers = await database().transaction(async (tx) => [
      await tx.atCommit.execute(`update notes set body = body || $1 where id = 95`, ['!']),
      await tx.atCommit.query(`select 1`),
      await tx.execute(`insert into notes values ($1, $2)`, [95, 'ninety-five']),
    ]);

    expect(answers).toEqual([0, [], 1]);
    const [note] = await database().query(`select body from notes where id = 95`);
    expect(note).toEqual({ body: 'ninety-five!' });
  });

  it('keeps nothing when what was kept for the commit fails, and answers queries again', async () => {
    const seen: string[] = [];

    const failed = database().transaction(async (tx) => {
      tx.afterCommit(() => void seen.push('called'));
      await tx.execute(`insert into notes values (96, 'ninety-six')`);
      await tx.atCommit.execute(`insert into notes values ($1, 'ninety-six')`, [97]);
      await tx.atCommit.execute(`insert into notes values ($1, 'ninety-eight')`, [98]);
    });

    await expect(failed).rejects.toMatchObject({ code: 'unique_violation' });
    expect(seen).toEqual([]);
    expect(await countOf(database(), 96, 98)).toBe(0);
  });

  it('makes the week that a statement kept for the commit misses', async () => {
    const id = childIdAt(Date.UTC(2023, 0, 8), newId(), 'late');

    await database().transaction((tx) => insertEvent(tx.atCommit, id));

    expect(await database().query('select id from events where id = $1', [id])).toEqual([{ id }]);
  });

  it('tells when a failed statement was passed over and nothing could be committed', async () => {
    const seen: string[] = [];

    const failed = database().transaction(async (tx) => {
      tx.afterCommit(() => void seen.push('called'));
      await tx.execute(`insert into notes values (90, 'ninety')`);
      await tx.query(`select 1 / 0`).catch(() => {});
    });

    await expect(failed).rejects.toMatchObject({ sqlState: '22012' });
    expect(seen).toEqual([]);
    expect(await countOf(database(), 90, 90)).toBe(0);
  });

  it('makes a transaction of nothing', async () => {
    await expect(database().transaction(async () => 'nothing')).resolves.toBe('nothing');
    await expect(
      database().transaction(async () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await expect(database().query(`select 1 as one`)).resolves.toEqual([{ one: 1 }]);
  });

  it('answers queries again after a transaction that left one failed statement', async () => {
    await database()
      .transaction((tx) => tx.query(`selec`))
      .catch(() => {});

    await expect(database().query(`select 1 as one`)).resolves.toEqual([{ one: 1 }]);
  });
}

function concurrency(database: () => Database): void {
  it('runs 200 transactions at once and loses no update', async () => {
    await database().execute(`insert into notes values (1000, '0')`);

    await Promise.all(
      Array.from({ length: 200 }, () =>
        database().transaction(async (tx) => {
          const [row] = await tx.query<{ body: string }>(
            `select body from notes where id = 1000 for update`,
          );
          await tx.execute(`update notes set body = $1 where id = 1000`, [
            String(Number(row!.body) + 1),
          ]);
        }),
      ),
    );

    await expect(database().query(`select body from notes where id = 1000`)).resolves.toEqual([
      { body: '200' },
    ]);
  });

  it('gives each of many queries at once its own answer', async () => {
    const numbers = Array.from({ length: 500 }, (_none, index) => index);

    const answered = await Promise.all(
      numbers.map(async (number) => {
        const [row] = await database().query<{ n: number }>(`select $1::int as n`, [number]);
        return row!.n;
      }),
    );

    expect(answered).toEqual(numbers);
  });
}

function partitions(database: () => Database): void {
  const old = Date.UTC(2020, 0, 8);

  it('makes the week that an insert misses', async () => {
    await insertEvent(database(), childIdAt(old, newId(), 'alone'));

    await expect(partitionsLike(database(), `%_p20200106`)).resolves.toHaveLength(
      partitionedTables.length,
    );
  });

  it('makes every week that a transaction misses', async () => {
    const ids = Array.from({ length: 5 }, (_none, week) =>
      childIdAt(old + week * WEEK_MS, newId(), ''),
    );

    await database().transaction(async (tx) => {
      for (const id of ids) await insertEvent(tx, id);
    });

    const found = await database().query(`select id from events where id = any($1)`, [ids]);
    expect(found).toHaveLength(5);
  });

  it('makes a week once, however many miss it at once', async () => {
    const at = Date.UTC(2021, 5, 2);
    const ids = Array.from({ length: 20 }, (_none, index) => childIdAt(at, newId(), String(index)));

    await Promise.all(ids.map((id) => database().transaction((tx) => insertEvent(tx, id))));

    const found = await database().query(`select id from events where id = any($1)`, [ids]);
    expect(found).toHaveLength(20);
  });

  it('takes the first and the last id of a week into it', async () => {
    const monday = mondayOf(Date.UTC(2022, 2, 2));
    const first = lowestIdAt(monday);
    const last = `${lowestIdAt(monday + WEEK_MS - 1).slice(0, 14)}7fff-bfff-ffffffffffff`;

    await insertEvent(database(), first);
    await insertEvent(database(), last);

    const rows = await database().query(
      `select id, tableoid::regclass::text as partition from events where id in ($1, $2) order by id`,
      [first, last],
    );
    const partition = partitionName('events', monday);
    expect(rows).toEqual([
      { id: first, partition },
      { id: last, partition },
    ]);
  });

  it('makes the weeks ahead, whoever else does it at the same time', async () => {
    const clock = { now: () => Date.UTC(2031, 0, 1) };

    await Promise.all(Array.from({ length: 20 }, () => ensurePartitions(database(), 2, clock)));

    await expect(partitionsLike(database(), `events_p203%`)).resolves.toEqual([
      { name: 'events_p20301230' },
      { name: 'events_p20310106' },
      { name: 'events_p20310113' },
    ]);
  });

  it('drops empty weeks of the past and no other', async () => {
    const kept = childIdAt(Date.UTC(2019, 6, 3), newId(), 'kept');
    await insertEvent(database(), kept);

    const dropped = await dropEmptyPartitions(database(), { olderThan: Date.UTC(2019, 11, 1) });

    const others = partitionedTables.filter((table) => table !== 'events');
    expect(dropped).toEqual(others.map((table) => `${table}_p20190701`).sort());
    await expect(database().query(`select id from events where id = $1`, [kept])).resolves.toEqual([
      { id: kept },
    ]);
  });

  it('drops a whole week with its rows, and makes it anew for a row that comes late', async () => {
    const monday = Date.UTC(2017, 0, 2);
    await insertEvent(database(), childIdAt(monday, newId(), 'old'));

    const isDropped = await dropWeek(database(), { monday, isNeeded: async () => false });

    expect(isDropped).toBe(true);
    expect(await tablesOfWeek(database(), monday)).toEqual([]);
    const late = childIdAt(monday, newId(), 'late');
    await insertEvent(database(), late);
    expect(await database().query('select id from events where id < $1', [after(late)])).toEqual([
      { id: late },
    ]);
  });

  it('gives a week back, rows and all, when it is needed after all', async () => {
    const monday = Date.UTC(2017, 1, 6);
    const id = childIdAt(monday, newId(), 'kept');
    await insertEvent(database(), id);
    let seen: unknown[] = [];

    const isDropped = await dropWeek(database(), {
      monday,
      isNeeded: async (sql) => {
        seen = await sql.query('select id from events where id = $1', [id]);
        return true;
      },
    });

    expect([isDropped, seen]).toEqual([false, []]);
    expect(await tablesOfWeek(database(), monday)).toEqual(allAttached);
    expect(await database().query('select id from events where id = $1', [id])).toEqual([{ id }]);
  });

  it.each([1, 2, 3, TABLES])(
    'takes up a drop that a crash ended after %i tables',
    async (count) => {
      const monday = Date.UTC(2016, 0, 4 + 7 * count);
      await insertEvent(database(), childIdAt(monday, newId(), 'old'));
      await detachTables(database(), monday, count);

      expect(await dropWeek(database(), { monday, isNeeded: async () => false })).toBe(true);

      expect(await tablesOfWeek(database(), monday)).toEqual([]);
    },
  );

  it.each([1, TABLES])(
    'keeps the rows of a week that comes into use with %i tables detached',
    async (count) => {
      const monday = Date.UTC(2015, 0, 5 + 7 * count);
      const [old, late] = ['old', 'late'].map((name) => childIdAt(monday, newId(), name));
      await insertEvent(database(), old!);
      await detachTables(database(), monday, count);

      await insertEvent(database(), late!);

      expect(await tablesOfWeek(database(), monday)).toEqual(allAttached);
      const found = await database().query('select id from events where id in ($1, $2)', [
        old,
        late,
      ]);
      expect(found).toHaveLength(2);
    },
  );

  it('loses no row that is inserted while its empty week is dropped', async () => {
    const at = Date.UTC(2018, 6, 4);
    const ids = Array.from({ length: 30 }, (_none, index) => childIdAt(at, newId(), String(index)));
    const insert = async (id: string): Promise<void> => {
      await insertEvent(database(), id);
      await database().execute(`delete from events where id = $1`, [id]);
      await insertEvent(database(), id);
    };

    await Promise.all([
      ...ids.map(insert),
      ...ids.map(() => dropEmptyPartitions(database(), { olderThan: Date.UTC(2018, 11, 1) })),
    ]);

    const found = await database().query(`select id from events where id = any($1)`, [ids]);
    expect(found).toHaveLength(30);
  });
}

function leadership(database: () => Database): void {
  it('gives a lease to one of many holders', async () => {
    const taken = await Promise.all(
      Array.from({ length: 10 }, (_none, index) => tryLease(database(), 'one', `h${index}`, 60)),
    );

    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('renews a lease for its holder, and hands it on when it is over or given up', async () => {
    const sql = database();

    expect(await tryLease(sql, 'two', 'a', 60)).toBe(true);
    expect(await tryLease(sql, 'two', 'b', 60)).toBe(false);
    expect(await tryLease(sql, 'two', 'a', -1)).toBe(true);
    expect(await tryLease(sql, 'two', 'b', 60)).toBe(true);
    await releaseLease(sql, 'two', 'a');
    expect(await tryLease(sql, 'two', 'c', 60)).toBe(false);
    await releaseLease(sql, 'two', 'b');
    expect(await tryLease(sql, 'two', 'c', 60)).toBe(true);
  });

  it('raises the epoch by one for each change, and not for one that is rolled back', async () => {
    const before = await readEpoch(database());

    const raised = await Promise.all(
      Array.from({ length: 20 }, () => database().transaction(bumpEpoch)),
    );
    await database()
      .transaction(async (tx) => {
        await bumpEpoch(tx);
        throw new Error('changed my mind');
      })
      .catch(() => {});

    expect(raised.sort((a, b) => a - b)).toEqual(raised.map((_epoch, index) => before + index + 1));
    await expect(readEpoch(database())).resolves.toBe(before + 20);
  });
}

const raising = (state: string): string =>
  `do $$ begin raise exception 'busy' using errcode = '${state}'; end $$`;

async function countOf(sql: Sql, from: number, to: number): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(*) from notes where id between $1 and $2`,
    [from, to],
  );
  return row!.count;
}

const insertEvent = (sql: Sql, id: string): Promise<number> =>
  sql.execute(
    `insert into events (id, workspace_id, topic, data, source, created_at)
     values ($1, $1, 'user/test/run', '{}', 'test', now())`,
    [id],
  );

const partitionsLike = (sql: Sql, pattern: string): Promise<unknown[]> =>
  sql.query(
    `select relname as name from pg_class where relname like $1 and relispartition and relkind = 'r'
     order by relname`,
    [pattern],
  );

/** How each table of a week stands to its parent. */
const tablesOfWeek = async (database: Database, monday: number): Promise<string[]> =>
  (await listWeeks(database))
    .filter((week) => week.monday === monday)
    .flatMap(({ tables }) => tables.map(({ attachment }) => attachment));

/** Leaves a week as a crash in the middle of its drop would. */
async function detachTables(database: Database, monday: number, count: number): Promise<void> {
  const week = (await listWeeks(database)).find((each) => each.monday === monday);
  for (const { parent, name } of week!.tables.slice(0, count)) {
    await database.execute(`alter table ${parent} detach partition ${name} concurrently`);
  }
}

const after = (id: string): string => lowestIdAt(timeOf(id) + 1);
