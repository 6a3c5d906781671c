import type { Sql } from '../sql.ts';
import { readIndexes, readParts, readTables } from './read-catalogue.ts';
import type { TableRow } from './read-catalogue.ts';

/**
 * The schema as SQL, read from the catalogue: the committed `schema.sql`. Made here, as `pg_dump` differs by version;
 * partitions and the migrations' own table are left out, since time and not code decides about the first.
 */
export async function listSchema(sql: Sql): Promise<string> {
  const tables = await readTables(sql);
  const listed: string[] = [];
  for (const table of tables) listed.push(await listTable(sql, table));
  return `${listed.join('\n\n')}\n`;
}

async function listTable(
  sql: Sql,
  { oid, name, partition_by, options }: TableRow,
): Promise<string> {
  const parts = await readParts(sql, oid);
  const indexes = await readIndexes(sql, oid);
  const partitioned = partition_by === null ? '' : ` PARTITION BY ${partition_by}`;
  const stored = options === null ? '' : ` WITH (${[...options].sort().join(', ')})`;
  const body = parts.map(({ line }) => `  ${line}`).join(',\n');
  return [
    `CREATE TABLE ${name} (\n${body}\n)${partitioned}${stored};`,
    ...indexes.map(({ line }) => `${line.replace(' ON ONLY ', ' ON ').replace(' public.', ' ')};`),
  ].join('\n');
}
