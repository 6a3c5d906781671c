import type { Sql } from './sql.ts';

/** A multi-row insert: how each column's value is read off a row, and what follows (`on conflict …`, `returning …`). */
export interface InsertRows<Row> {
  table: string;
  columns: Readonly<Record<string, (row: Row) => unknown>>;
  rows: readonly Row[];
  then?: string;
}

const MAX_PARAMETERS = 32_000;

/** Inserts rows in as few statements as the protocol's parameter limit allows; answers what `returning` gives. */
export async function insertRows<Row, Returned = never>(
  sql: Sql,
  { table, columns, rows, then = '' }: InsertRows<Row>,
): Promise<Returned[]> {
  const names = Object.keys(columns);
  const readers = Object.values(columns);
  const rowsPerStatement = Math.max(1, Math.floor(MAX_PARAMETERS / names.length));
  const returned: Returned[] = [];
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const part = rows.slice(from, from + rowsPerStatement);
    const tuples = part.map((_row, index) => tupleOf(index * names.length, names.length));
    const text = `insert into ${table} (${names.join(', ')}) values ${tuples.join(', ')} ${then}`;
    const params = part.flatMap((row) => readers.map((read) => read(row)));
    returned.push(...(await sql.query<Returned>(text, params)));
  }
  return returned;
}

const tupleOf = (offset: number, length: number): string =>
  `(${Array.from({ length }, (_none, index) => `$${offset + index + 1}`).join(', ')})`;
