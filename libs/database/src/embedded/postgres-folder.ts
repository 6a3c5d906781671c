import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { postgresFolder } from './data-dir.ts';

/** Small on purpose: 16 MB of buffers instead of 128, and a log that is recycled early. */
const settings = [
  'shared_buffers=16MB',
  'maintenance_work_mem=8MB',
  'wal_buffers=1MB',
  'min_wal_size=32MB',
  'max_wal_size=64MB',
  'timezone=UTC',
];

/** Makes the database beside its place and then moves it there, so that one half made is never opened. */
export async function createPostgres(dataDir: string): Promise<void> {
  const draft = `${postgresFolder(dataDir)}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const session = await PGlite.create({ dataDir: draft });
  await session.close();
  renameSync(draft, postgresFolder(dataDir));
}

/** Opens the database that {@link createPostgres} made. */
export function openPostgres(dataDir: string): Promise<PGlite> {
  const startParams = [...PGlite.defaultStartParams, ...settings.flatMap((line) => ['-c', line])];
  return PGlite.create({ dataDir: postgresFolder(dataDir), startParams });
}
