import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger as logger } from '@millwright/observability';
import { cloneDatabase } from '@millwright/testing';
import { MigrationExecutor } from 'typeorm';
import type { Database } from './database.ts';
import { migrate, schemaIsCurrent } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openDatabase } from './open-database.ts';
import { ensurePartitions } from './partitions/ensure-partitions.ts';
import { listSchema } from './schema/list-schema.ts';
import { schemaDriftOf } from './schema/schema-drift.ts';
import { openEmptyEmbedded } from './testing/open-embedded-test-database.ts';

const names = migrations.map(({ name }) => name);
const committed = new URL('../schema.sql', import.meta.url);

migrationSuite('on Postgres', async () => {
  const { url, drop } = await cloneDatabase(async () => {}, 'empty');
  return { url, remove: drop };
});
migrationSuite('on PGlite', openEmptyEmbedded);

function migrationSuite(
  where: string,
  open: () => Promise<{ url: string; remove(): Promise<void> }>,
): void {
  describe(`the migrations ${where}`, () => {
    let empty: Awaited<ReturnType<typeof open>>;
    let database: Database;

    beforeAll(async () => {
      empty = await open();
      database = await connect();
    }, 60_000);
    afterAll(async () => {
      await database.close();
      await empty.remove();
    });

    const connect = (): Promise<Database> =>
      openDatabase({ url: empty.url, poolSize: 1, entities: [], logger });

    it('let twenty migrators start at once and apply each migration once', async () => {
      expect(await schemaIsCurrent(database)).toBe(false);
      const migrators = await Promise.all(Array.from({ length: 20 }, connect));

      const applied = await Promise.all(migrators.map((migrator) => migrate(migrator)));

      expect(applied.flat()).toEqual(names);
      expect(await schemaIsCurrent(database)).toBe(true);
      await Promise.all(migrators.map((migrator) => migrator.close()));
    });

    it('do nothing the second time', async () => {
      await expect(migrate(database)).resolves.toEqual([]);
    });

    it('yield the committed schema.sql', async () => {
      await expect(listSchema(database)).resolves.toBe(await readFile(committed, 'utf8'));
    });

    it('leave partitions out of schema.sql', async () => {
      await ensurePartitions(database);

      await expect(listSchema(database)).resolves.toBe(await readFile(committed, 'utf8'));
    });

    it('go down to nothing and up again to the same schema', async () => {
      await revertAll(database);
      const bare = await listSchema(database);
      const applied = await migrate(database);

      expect(bare.trim()).toBe('');
      expect(applied).toEqual(names);
      await expect(listSchema(database)).resolves.toBe(await readFile(committed, 'utf8'));
    });

    it('leave the schema builder nothing to add', async () => {
      await expect(schemaDriftOf(database)).resolves.toEqual([]);
    });
  });
}

async function revertAll(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    const executor = new MigrationExecutor(database.dataSource, tx.manager.queryRunner);
    executor.transaction = 'none';
    for (const _name of names) await executor.undoLastMigration();
  });
}
