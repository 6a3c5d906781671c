import type { Sql } from './sql.ts';
import type { Transaction } from './transaction.ts';

/**
 * Raises the configuration's epoch in the transaction that changes it, and answers the new one for `changed_epoch`.
 * Holds the row until the commit, so that epochs become visible in their order.
 */
export async function bumpEpoch(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ epoch: number }>(
    `update config_epoch set epoch = epoch + 1 returning epoch`,
  );
  return row!.epoch;
}

/** The epoch of the last committed change of configuration. */
export async function readEpoch(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ epoch: number }>(`select epoch from config_epoch`);
  return row!.epoch;
}
