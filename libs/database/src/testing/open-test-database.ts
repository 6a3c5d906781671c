import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { silentLogger } from '@millwright/observability';
import { cloneDatabase } from '@millwright/testing';
import type { Database } from '../database.ts';
import { migrate } from '../migrate.ts';
import type { EntityClass } from '../open-database.ts';
import { openDatabase } from '../open-database.ts';
import { ensurePartitions } from '../partitions/ensure-partitions.ts';

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

/** Names the template: another migration, another template. */
async function contentOfMigrations(): Promise<string> {
  const folder = new URL('../migrations/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => /^\d{13}-.*(?<!\.d)\.[jt]s$/.test(name));
  const hash = createHash('sha256');
  for (const name of names.sort()) hash.update(name).update(await readFile(new URL(name, folder)));
  return hash.digest('hex');
}
