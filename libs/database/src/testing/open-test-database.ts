import { silentLogger } from '@millwright/observability';
import { cloneDatabase } from '@millwright/testing';
import type { Database } from '../database.ts';
import { migrate } from '../migrate.ts';
import type { EntityClass } from '../open-database.ts';
import { openDatabase } from '../open-database.ts';
import { ensurePartitions } from '../partitions/ensure-partitions.ts';
import { contentOfMigrations } from './content-of-migrations.ts';

/** A migrated database of a test's own, open. */
export interface TestDatabase {
  database: Database;
  url: string;
  /** Closes it and removes it from the server. */
  close(): Promise<void>;
}

const POOL_SIZE = 10;

/** A clone of the migrated template on the test server, one per test file. */
export async function openTestDatabase(
  entities: readonly EntityClass[] = [],
): Promise<TestDatabase> {
  const clone = await cloneDatabase(prepare, await contentOfMigrations());
  const database = await openDatabase({
    url: clone.url,
    poolSize: POOL_SIZE,
    entities,
    logger: silentLogger,
  });
  const close = async (): Promise<void> => {
    await database.close();
    await clone.drop();
  };
  return { database, url: clone.url, close };
}

async function prepare(url: string): Promise<void> {
  const database = await openDatabase({ url, poolSize: 2, entities: [], logger: silentLogger });
  await migrate(database);
  await ensurePartitions(database);
  await database.close();
}
