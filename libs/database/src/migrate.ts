import { MigrationExecutor } from 'typeorm';
import type { Database } from './database.ts';
import { migrations } from './migrations/index.ts';
import type { Transaction } from './transaction.ts';

/** Any number that no other advisory lock of ours has. */
const MIGRATIONS_LOCK = 1_795_132_800;

/**
 * Applies what is missing, all of it or nothing, and answers the names. Any number may start at once: a lock of the
 * transaction lets one through, and the others find nothing left to do.
 */
export function migrate(database: Database): Promise<string[]> {
  const work = async (tx: Transaction): Promise<string[]> => {
    await tx.query(`select pg_advisory_xact_lock($1)`, [MIGRATIONS_LOCK]);
    const executor = new MigrationExecutor(database.dataSource, tx.manager.queryRunner);
    executor.transaction = 'none';
    const applied = await executor.executePendingMigrations();
    return applied.map(({ name }) => name);
  };
  return database.transaction(work, { statementTimeoutMs: 0 });
}

/** Whether every migration that this code knows has been applied: what a readiness check asks. */
export async function schemaIsCurrent(database: Database): Promise<boolean> {
  const [table] = await database.query<{ exists: boolean }>(
    `select to_regclass('migrations') is not null as exists`,
  );
  if (!table?.exists) return false;
  const rows = await database.query<{ name: string }>(`select name from migrations`);
  const applied = new Set(rows.map(({ name }) => name));
  return migrations.every(({ name }) => applied.has(name));
}
