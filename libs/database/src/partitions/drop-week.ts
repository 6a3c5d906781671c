import type { Database } from '../database.ts';
import type { Sql } from '../sql.ts';
import { attachBack, lockPartitions } from './create-partitions.ts';
import { listWeeks, type WeekTable } from './list-weeks.ts';

/** Which week to drop, and the last word on it. */
export interface WeekToDrop {
  /** Milliseconds since 1970. */
  monday: number;
  /** Asked once nobody can write to the week any more: whether something came in that has to stay. */
  isNeeded: (sql: Sql) => Promise<boolean>;
}

/**
 * Drops all tables of a week. They are detached first, without a lock that writers or readers would wait for, events
 * before the rest, and dropped together once they are out of reach; if the week is needed after all, they are
 * attached again, rows and all. Whatever is interrupted is taken up by the next call. False: the week stays.
 */
export async function dropWeek(
  database: Database,
  { monday, isNeeded }: WeekToDrop,
): Promise<boolean> {
  for (const table of await tablesOf(database, monday)) await detach(database, table);
  return database.transaction(async (tx) => {
    await lockPartitions(tx);
    const tables = await tablesOf(tx, monday);
    // A row of that week that came in meanwhile has brought its table back.
    const isBack = tables.some(({ attachment }) => attachment === 'attached');
    if (isBack || (await isNeeded(tx))) {
      for (const table of tables) await attachBack(tx, table, monday);
      return false;
    }
    for (const { name } of tables) await tx.execute(`drop table ${name}`);
    return tables.length > 0;
  });
}

async function tablesOf(sql: Sql, monday: number): Promise<WeekTable[]> {
  const weeks = await listWeeks(sql);
  return weeks.find((week) => week.monday === monday)?.tables ?? [];
}

async function detach(sql: Sql, { parent, name, attachment }: WeekTable): Promise<void> {
  switch (attachment) {
    case 'attached':
      await sql.execute(`alter table ${parent} detach partition ${name} concurrently`);
      return;
    case 'detaching':
      await sql.execute(`alter table ${parent} detach partition ${name} finalize`);
      return;
    case 'detached':
      return;
  }
}
