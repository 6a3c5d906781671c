import { QueryError } from '../database.errors.ts';
import type { Database } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lockPartitions } from './create-partitions.ts';
import { WEEK_MS, mondayOf, mondayOfName, partitionedTables } from './partition.ts';

/** Which weeks may go. */
export interface DropOptions {
  /** Weeks that ended before this (milliseconds since 1970). The running week and those ahead are never dropped. */
  olderThan: number;
}

interface Partition {
  table: string;
  name: string;
}

/**
 * Drops the partitions of past weeks that hold no rows, and answers their names. A partition that is busy just now, or
 * gets a row in between, is left for the next time: the look that decides happens under a lock against writers.
 */
export async function dropEmptyPartitions(
  database: Database,
  { olderThan }: DropOptions,
): Promise<string[]> {
  const latest = Math.min(olderThan, mondayOf(Date.now()));
  const dropped: string[] = [];
  for (const partition of await partitionsEndingBefore(database, latest)) {
    if (await dropIfEmpty(database, partition)) dropped.push(partition.name);
  }
  return dropped;
}

async function partitionsEndingBefore(database: Database, ms: number): Promise<Partition[]> {
  const rows = await database.query<Partition>(
    `select parent.relname as table, child.relname as name
     from pg_inherits
     join pg_class parent on parent.oid = inhparent
     join pg_class child on child.oid = inhrelid
     where inhparent = any($1::regclass[]::oid[]) and not inhdetachpending
     order by child.relname`,
    [partitionedTables],
  );
  return rows.filter(({ name }) => mondayOfName(name) + WEEK_MS <= ms);
}

/** False too when the lock is not to be had at once: waiting for it would make every writer wait behind us. */
async function dropIfEmpty(database: Database, { table, name }: Partition): Promise<boolean> {
  try {
    return await database.transaction(async (tx) => {
      await tx.query(`select set_config('lock_timeout', '500ms', true)`);
      await lockPartitions(tx);
      // First without the lock that everybody would wait for: most weeks have rows.
      if (!(await isAttached(tx, name)) || !(await isEmpty(tx, name))) return false;
      await tx.execute(`lock table only ${table} in access exclusive mode`);
      if (!(await isEmpty(tx, name))) return false;
      await tx.execute(`drop table ${name}`);
      return true;
    });
  } catch (error) {
    if (error instanceof QueryError && error.code === 'query_timeout') return false;
    throw error;
  }
}

/** Whether it still is a partition: another may have dropped it, or begun to. */
async function isAttached(sql: Sql, name: string): Promise<boolean> {
  const rows = await sql.query(
    'select 1 from pg_inherits where inhrelid = to_regclass($1) and not inhdetachpending',
    [name],
  );
  return rows.length > 0;
}

async function isEmpty(sql: Sql, name: string): Promise<boolean> {
  const [row] = await sql.query<{ empty: boolean }>(
    `select not exists (select from ${name}) as empty`,
  );
  return row!.empty;
}
