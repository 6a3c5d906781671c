import type { Id } from '@millwright/kernel';
import type { Sql } from './sql.ts';

/**
 * An update of several rows by id, each with its own values. The table is `t` and the values are `v` in `set` and
 * `where`; columns name their SQL type, since values in a list have none.
 */
export interface UpdateRows<Row> {
  table: string;
  key: (row: Row) => Id;
  columns: Readonly<Record<string, readonly [type: string, read: (row: Row) => unknown]>>;
  /** Default: every column takes its value. */
  set?: string;
  rows: readonly Row[];
}

/**
 * Updates rows of a table partitioned by id (or of any other). The ids' lowest and highest are named as well: by
 * them the planner leaves out the partitions that hold none.
 */
export async function updateRows<Row>(sql: Sql, update: UpdateRows<Row>): Promise<void> {
  const { table, key, columns, rows } = update;
  if (rows.length === 0) return;
  const names = Object.keys(columns);
  const readers = [key, ...Object.values(columns).map(([, read]) => read)];
  const types = ['uuid', ...Object.values(columns).map(([type]) => type)];
  const set = update.set ?? names.map((name) => `${name} = v.${name}`).join(', ');
  const tuples = rows.map((_row, index) => tupleOf(types, index * types.length));
  const ids = rows.map(key).sort();
  const bound = rows.length * types.length;
  await sql.execute(
    `update ${table} t set ${set} from (values ${tuples.join(', ')}) v (id, ${names.join(', ')})
     where t.id = v.id and t.id between $${bound + 1}::uuid and $${bound + 2}::uuid`,
    [...rows.flatMap((row) => readers.map((read) => read(row))), ids[0], ids.at(-1)],
  );
}

const tupleOf = (types: readonly string[], offset: number): string =>
  `(${types.map((type, index) => `$${offset + index + 1}::${type}`).join(', ')})`;
