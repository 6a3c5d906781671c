import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leakCheck, until } from '@millwright/testing';
import {
  databaseConformance,
  openEmbeddedTestDatabase,
  openTestDatabase,
} from './testing/index.ts';
import type { EmbeddedTestDatabase, TestDatabase } from './testing/index.ts';

afterAll(leakCheck());

databaseConformance('the Postgres database', openTestDatabase);
databaseConformance('the embedded database', openEmbeddedTestDatabase);

describe('a Postgres database whose connections break', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
  }, 60_000);
  afterAll(() => opened.close());

  it('says so in the query under way, and serves the next', async () => {
    const { database } = opened;

    const cut = database.query(`select pg_terminate_backend(pg_backend_pid()), pg_sleep(5)`);

    await expect(cut).rejects.toMatchObject({ code: 'database_unavailable', retry: true });
    await expect(database.query(`select 1 as one`)).resolves.toEqual([{ one: 1 }]);
  });

  it('says so in the transaction under way, and serves the next', async () => {
    const { database } = opened;

    const cut = database.transaction((tx) =>
      tx.query(`select pg_terminate_backend(pg_backend_pid())`),
    );

    await expect(cut).rejects.toMatchObject({ code: 'database_unavailable', retry: true });
    await expect(database.transaction((tx) => tx.query(`select 1 as one`))).resolves.toEqual([
      { one: 1 },
    ]);
  });
});

describe('an embedded database whose process crashes', () => {
  let opened: EmbeddedTestDatabase;
  beforeAll(async () => {
    opened = await openEmbeddedTestDatabase();
  }, 60_000);
  afterAll(() => opened.close());

  it('keeps what was committed and serves again', async () => {
    const { database, postgres } = opened;
    await database.execute(`insert into leases values ('crash', 'me', now())`);
    const { pid } = postgres;

    process.kill(pid!, 'SIGKILL');

    const rows = await until(
      () => database.query(`select holder from leases where name = 'crash'`),
      { what: 'the database to come back' },
    );
    expect(rows).toEqual([{ holder: 'me' }]);
    expect(postgres.pid).not.toBe(pid);
  });
});
