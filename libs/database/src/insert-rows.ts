import { RowsInArrays, type ColumnsOf } from './rows-in-arrays.ts';
import type { Sql } from './sql.ts';

/** An insert of several rows: each column's SQL type and value, and what follows (`on conflict …`, `returning …`). */
export interface InsertRows<Row> {
  table: string;
  columns: ColumnsOf<Row>;
  rows: readonly Row[];
  then?: string;
}

/** Inserts rows, in one statement unless they are very large; answers what `returning` gives. */
export async function insertRows<Row, Returned = never>(
  sql: Sql,
  { table, columns, rows, then = '' }: InsertRows<Row>,
): Promise<Returned[]> {
  const arrays = new RowsInArrays(columns);
  const names = arrays.names.join(', ');
  const text = `insert into ${table} (${names}) select ${arrays.selected('v')} from ${arrays.from('v')} ${then}`;
  const returned: Returned[] = [];
  for (const part of arrays.parts(rows)) {
    for (const row of await sql.query<Returned>(text, arrays.parameters(part))) returned.push(row);
  }
  return returned;
}
