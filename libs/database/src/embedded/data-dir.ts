import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the database's files are. */
export const postgresFolder = (dataDir: string): string => join(dataDir, 'postgres');

/** Whether a database has been made there. */
export const hasDatabase = (dataDir: string): boolean =>
  existsSync(join(postgresFolder(dataDir), 'PG_VERSION'));
