import type { Database } from '../database.ts';
import type { Transaction } from '../transaction.ts';
import { partitionBounds, partitionName, partitionedTables } from './partition.ts';

/** Any number that no other advisory lock of ours has. */
const PARTITIONS_LOCK = 1_795_132_801;

/**
 * Makes the partitions of these weeks (their Mondays) in every history table, where missing. Safe for many at once.
 * Made apart and attached, as `create table … partition of` would lock the whole table against writers.
 */
export async function createPartitions(
  database: Database,
  mondays: readonly number[],
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock($1)`, [PARTITIONS_LOCK]);
    for (const monday of mondays) {
      for (const table of partitionedTables) await createPartition(tx, table, monday);
    }
  });
}

async function createPartition(tx: Transaction, table: string, monday: number): Promise<void> {
  const name = partitionName(table, monday);
  const [found] = await tx.query<{ exists: boolean }>(
    `select to_regclass($1) is not null as exists`,
    [name],
  );
  if (found!.exists) return;
  const { from, to } = partitionBounds(monday);
  await tx.execute(`create table ${name} (like ${table} including all)`);
  await tx.execute(
    `alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')`,
  );
}
