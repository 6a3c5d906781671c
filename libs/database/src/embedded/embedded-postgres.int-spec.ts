import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLogger as logger } from '@millwright/observability';
import { leakCheck, until } from '@millwright/testing';
import type { Database } from '../database.ts';
import { openDatabase } from '../open-database.ts';
import { copyEmbeddedTemplate, openEmbeddedTestDatabase } from '../testing/index.ts';
import type { EmbeddedTestDatabase } from '../testing/index.ts';
import { EmbeddedPostgresError } from './embedded-postgres.errors.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';
import type { EmbeddedPostgres } from './start-embedded-postgres.ts';

const MAX_RESIDENT_KB = 240_000;
const NOBODY = 65_534;

const connect = (url: string): Promise<Database> =>
  openDatabase({ url, poolSize: 1, entities: [], logger, waitMs: 0 });
const socketDirOf = (url: string): string => new URL(url).searchParams.get('host')!;
const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

afterAll(leakCheck());

describe('embedded Postgres', () => {
  let folder: string;
  let dataDir: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millwright test '));
    dataDir = join(folder, 'not', 'there yet');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('makes its folder, and finds everything again the next time', async () => {
    const first = await startEmbeddedPostgres({ dataDir, logger });
    const before = await connect(first.url);
    await before.execute(`create table kept as select 42 as answer`);
    await before.close();
    await first.stop();

    const second = await startEmbeddedPostgres({ dataDir, logger });
    const after = await connect(second.url);

    await expect(after.query(`select answer from kept`)).resolves.toEqual([{ answer: 42 }]);
    await after.close();
    await second.stop();
    await expect(readdir(dataDir)).resolves.toEqual(['postgres']);
  }, 60_000);

  it('makes the database anew when an earlier start was killed before it was whole', async () => {
    await mkdir(join(dataDir, 'postgres.new'), { recursive: true });
    await writeFile(join(dataDir, 'postgres.new', 'PG_VERSION'), '18');

    const postgres = await startEmbeddedPostgres({ dataDir, logger });

    const database = await connect(postgres.url);
    await expect(database.query(`select 1 as one`)).resolves.toEqual([{ one: 1 }]);
    await database.close();
    await postgres.stop();
  }, 60_000);

  it('names a folder that cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    const start = startEmbeddedPostgres({ dataDir: join(folder, 'file', 'data'), logger });

    await expect(start).rejects.toThrow(EmbeddedPostgresError);
    await expect(start).rejects.toMatchObject({ code: 'data_dir_unwritable', fault: 'user' });
    await expect(start).rejects.toThrow(/file.data.*MILLWRIGHT_DATA_DIR/);
  });

  it('names a folder that this user may not write', async () => {
    await chmod(folder, 0o500);

    await asOrdinaryUser(() =>
      expect(startEmbeddedPostgres({ dataDir, logger })).rejects.toMatchObject({
        code: 'data_dir_unwritable',
      }),
    );
  });

  it('says what is wrong with files that are no database', async () => {
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '9');

    await expect(startEmbeddedPostgres({ dataDir, logger })).rejects.toMatchObject({
      code: 'embedded_postgres_failed',
    });
  });
});

describe('an embedded Postgres that runs', () => {
  let opened: EmbeddedTestDatabase;
  beforeAll(async () => {
    opened = await openEmbeddedTestDatabase();
  }, 60_000);
  afterAll(() => opened.close());

  it('refuses a second copy on the same folder', async () => {
    const { dataDir, postgres } = opened;

    const second = startEmbeddedPostgres({ dataDir, logger });

    await expect(second).rejects.toMatchObject({ code: 'data_dir_in_use', fault: 'user' });
    await expect(second).rejects.toThrow(`process ${postgres.pid}`);
  });

  it('lets in nobody but its own user', async () => {
    const { url } = opened;

    const { mode } = await stat(socketDirOf(url));

    expect(mode & 0o777).toBe(0o700);
  });

  it('stays through the signals that its whole group gets', async () => {
    const { database, postgres } = opened;
    const { pid } = postgres;

    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.kill(pid!, signal);

    await expect(database.query(`select 1 as one`)).resolves.toEqual([{ one: 1 }]);
    expect(postgres.pid).toBe(pid);
  });

  it('gives clients of one session their own answers, also outside of transactions', async () => {
    const { url } = opened;
    const clients = await Promise.all(Array.from({ length: 8 }, () => connect(url)));
    const numbers = Array.from({ length: 100 }, (_none, index) => index);

    const answers = await Promise.all(
      clients.map((client, which) =>
        Promise.all(
          numbers.map((n) => client.query(`select $1::int as n, $2::text as pad`, [n, `${which}`])),
        ),
      ),
    );

    answers.forEach((rows, which) => {
      expect(rows).toEqual(numbers.map((n) => [{ n, pad: `${which}` }]));
    });
    await Promise.all(clients.map((client) => client.close()));
  });

  it('rolls back the transaction of a client that goes away', async () => {
    const { url, database } = opened;
    const client = await connect(url);
    const runner = client.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`insert into leases values ('gone', 'me', now())`);
    const connection = (await runner.connect()) as { connection: { stream: { destroy(): void } } };

    connection.connection.stream.destroy();

    await expect(database.query(`select * from leases where name = 'gone'`)).resolves.toEqual([]);
    await runner.release();
    await client.close();
  });

  it('stays small', async () => {
    const { database, postgres } = opened;
    for (let round = 0; round < 20; round += 1) {
      await database.query(`select repeat('x', 1000) from generate_series(1, 1000)`);
    }

    const status = await readFile(`/proc/${postgres.pid}/status`, 'utf8');

    expect(Number(/VmRSS:\s+(\d+)/.exec(status)![1])).toBeLessThan(MAX_RESIDENT_KB);
  });

  it('vacuums what changed and writes checkpoints, having no background processes', async () => {
    const { database, dataDir } = opened;
    await database.execute(`create table busy (id int primary key, body text)`);
    await database.execute(
      `insert into busy select n, repeat('x', 800) from generate_series(1, 5000) n`,
    );
    for (let round = 0; round < 10; round += 1)
      await database.execute(`update busy set body = body`);

    const rows = await until(
      () =>
        database
          .query<{ last_vacuum: Date }>(
            `select last_vacuum from pg_stat_user_tables
           where relname = 'busy' and last_vacuum is not null`,
          )
          .then(([row]) => row),
      { timeoutMs: 30_000, what: 'the vacuum' },
    );

    expect(rows.last_vacuum).toBeInstanceOf(Date);
    expect(existsSync(join(dataDir, 'postgres', 'pg_wal'))).toBe(true);
    const [{ bytes }] = (await database.query<{ bytes: number }>(
      `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as bytes
       from pg_control_checkpoint()`,
    )) as [{ bytes: number }];
    expect(bytes).toBeLessThan(33_554_432);
  }, 60_000);
});

describe('an embedded Postgres whose parent is killed', () => {
  const parentFile = fileURLToPath(
    new URL('../../dist/testing/embedding-parent.js', import.meta.url),
  );
  let dataDir: string;
  let parent: ChildProcess;
  let postgres: { url: string; pid: number };
  beforeEach(async () => {
    dataDir = await copyEmbeddedTemplate();
    parent = fork(parentFile, [dataDir], { execArgv: [], env: {} });
    postgres = await new Promise((resolve) => {
      parent.once('message', (message) => resolve(message as typeof postgres));
    });
  }, 60_000);
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('ends, and leaves the folder to the next at once', async () => {
    const database = await connect(postgres.url);
    await database.execute(`create table kept as select 42 as answer`);

    parent.kill('SIGKILL');

    const next: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, logger });
    const again = await connect(next.url);
    await expect(again.query(`select answer from kept`)).resolves.toEqual([{ answer: 42 }]);
    await again.close();
    await next.stop();
    await database.close();
  }, 60_000);

  it('ends in the middle of a statement that would take minutes', async () => {
    const database = await connect(postgres.url);
    const endless = database
      .query(`select count(*) from generate_series(1, 3000000000)`)
      .catch((error: unknown) => error);
    await until(() => busy(postgres.pid));

    parent.kill('SIGKILL');

    await until(() => !runs(postgres.pid), { timeoutMs: 5_000, what: 'the child to end' });
    await expect(endless).resolves.toMatchObject({ code: 'database_unavailable' });
    expect(existsSync(socketDirOf(postgres.url))).toBe(false);
    await database.close();
  }, 60_000);
});

/** Whether the process used the processor for most of a moment. */
async function busy(pid: number): Promise<boolean> {
  const ticks = async (): Promise<number> => {
    const text = await readFile(`/proc/${pid}/stat`, 'latin1');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[11]);
  };
  const before = await ticks();
  await new Promise((resolve) => setTimeout(resolve, 200));
  return (await ticks()) - before > 5;
}

/** Root may write everywhere: does something with the rights of a user who may not. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid!(NOBODY);
  try {
    await work();
  } finally {
    process.seteuid!(0);
  }
}
