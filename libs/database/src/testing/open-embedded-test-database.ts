import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { silentLogger as logger } from '@millwright/observability';
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';
import type { EmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';
import { migrate } from '../migrate.ts';
import type { EntityClass } from '../open-database.ts';
import { openDatabase } from '../open-database.ts';
import { ensurePartitions } from '../partitions/ensure-partitions.ts';
import { contentOfMigrations } from './content-of-migrations.ts';
import type { TestDatabase } from './open-test-database.ts';

/** An embedded database of a test's own, with the process that serves it. */
export interface EmbeddedTestDatabase extends TestDatabase {
  postgres: EmbeddedPostgres;
  dataDir: string;
}

/** As `openTestDatabase`, on PGlite: a copy of a folder that is made and migrated once. */
export async function openEmbeddedTestDatabase(
  entities: readonly EntityClass[] = [],
): Promise<EmbeddedTestDatabase> {
  const dataDir = await copyEmbeddedTemplate();
  const postgres = await startEmbeddedPostgres({ dataDir, logger });
  const { url } = postgres;
  const database = await openDatabase({ url, poolSize: 10, entities, logger });
  const close = async (): Promise<void> => {
    await database.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true });
  };
  return { database, url, postgres, dataDir, close };
}

/** A data directory with a migrated database in it, not open; whoever asked for it removes it. */
export async function copyEmbeddedTemplate(): Promise<string> {
  const template = await templateFolder();
  const dataDir = await mkdtemp(join(tmpdir(), 'millwright-test-'));
  await cp(template, dataDir, { recursive: true });
  return dataDir;
}

/** An embedded database without any tables. */
export async function openEmptyEmbedded(): Promise<{ url: string; remove(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'millwright-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, logger });
  const remove = async (): Promise<void> => {
    await postgres.stop();
    await rm(dataDir, { recursive: true });
  };
  return { url: postgres.url, remove };
}

async function templateFolder(): Promise<string> {
  const digest = (await contentOfMigrations()).slice(0, 12);
  const template = join(tmpdir(), `millwright-template-${userInfo().username}-${digest}`);
  if (existsSync(template)) return template;
  const draft = await mkdtemp(`${template}-`);
  const postgres = await startEmbeddedPostgres({ dataDir: draft, logger });
  const { url } = postgres;
  const database = await openDatabase({ url, poolSize: 1, entities: [], logger });
  await migrate(database);
  await ensurePartitions(database);
  await database.close();
  await postgres.stop();
  // Whoever comes second keeps what the first one made.
  await rename(draft, template).catch(() => rm(draft, { recursive: true }));
  return template;
}
