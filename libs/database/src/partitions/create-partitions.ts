import type { Database } from '../database.ts';
import type { Transaction } from '../transaction.ts';
import type { Attachment, WeekTable } from './list-weeks.ts';
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
    await lockPartitions(tx);
    for (const monday of mondays) {
      for (const table of partitionedTables) await createPartition(tx, table, monday);
    }
  });
}

/** Whoever makes or drops partitions does so one after the other; until the end of the transaction. */
export async function lockPartitions(tx: Transaction): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock($1)`, [PARTITIONS_LOCK]);
}

/** Makes a week's table a partition again that is about to be dropped or was left half detached. */
export async function attachBack(
  tx: Transaction,
  { parent, name, attachment }: WeekTable,
  monday: number,
): Promise<void> {
  if (attachment === 'attached') return;
  if (attachment === 'detaching') {
    await tx.execute(`alter table ${parent} detach partition ${name} finalize`);
  }
  await attach(tx, parent, monday);
}

async function createPartition(tx: Transaction, parent: string, monday: number): Promise<void> {
  const name = partitionName(parent, monday);
  const [found] = await tx.query<{ attachment: Attachment }>(
    `select case when i.inhrelid is null then 'detached' when i.inhdetachpending then 'detaching' else 'attached' end
       as attachment
     from pg_class c left join pg_inherits i on i.inhrelid = c.oid where c.oid = to_regclass($1)`,
    [name],
  );
  if (found !== undefined) return attachBack(tx, { parent, name, ...found }, monday);
  // Room on each page for what becomes of a run: its new version stays beside the old one.
  await tx.execute(`create table ${name} (like ${parent} including all) with (fillfactor = 85)`);
  await attach(tx, parent, monday);
}

async function attach(tx: Transaction, parent: string, monday: number): Promise<void> {
  const { from, to } = partitionBounds(monday);
  await tx.execute(
    `alter table ${parent} attach partition ${partitionName(parent, monday)} for values from ('${from}') to ('${to}')`,
  );
}
