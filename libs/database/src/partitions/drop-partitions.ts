import { QueryError } from '../database.errors.ts';
import type { Database } from '../database.ts';
import type { Sql } from '../sql.ts';
import { WEEK_MS, mondayOf, partitionedTables } from './partition.ts';

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
    if (await isEmpty(database, partition.name)) {
      if (await dropIfEmpty(database, partition)) dropped.push(partition.name);
    }
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

/** The Monday in a partition's name; of a name that has none, never. */
function mondayOfName(name: string): number {
  const [, year, month, day] = /_p(\d{4,})(\d\d)(\d\d)$/.exec(name) ?? [];
  return day === undefined ? Infinity : Date.UTC(Number(year), Number(month) - 1, Number(day));
}

/** False too when the lock is not to be had at once: waiting for it would make every writer wait behind us. */
async function dropIfEmpty(database: Database, { table, name }: Partition): Promise<boolean> {
  try {
    return await database.transaction(async (tx) => {
      await tx.query(`select set_config('lock_timeout', '500ms', true)`);
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

async function isEmpty(sql: Sql, name: string): Promise<boolean> {
  const [row] = await sql.query<{ empty: boolean }>(
    `select not exists (select from ${name}) as empty`,
  );
  return row!.empty;
}
