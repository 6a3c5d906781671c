import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger as logger } from '@millwright/observability';
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';
import { migrate } from '../migrate.ts';
import { openDatabase } from '../open-database.ts';
import { listSchema } from './list-schema.ts';

/** Run after a new migration: `npm run schema -w @millwright/database` brings `schema.sql` up to date. */
const dataDir = await mkdtemp(join(tmpdir(), 'millwright-schema-'));
const postgres = await startEmbeddedPostgres({ dataDir, logger });
const database = await openDatabase({ url: postgres.url, poolSize: 1, entities: [], logger });
await migrate(database);
await writeFile(new URL('../../schema.sql', import.meta.url), await listSchema(database));
await database.close();
await postgres.stop();
await rm(dataDir, { recursive: true });
