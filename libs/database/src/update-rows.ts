import type { Id } from '@millwright/kernel';
import { RowsInArrays, type ColumnsOf } from './rows-in-arrays.ts';
import type { Sql } from './sql.ts';

/**
 * An update of several rows by id, each with its own values. The table is `t` and the values are `v` in `set`;
 * columns name their SQL type.
 */
export interface UpdateRows<Row> {
  table: string;
  key: (row: Row) => Id;
  columns: ColumnsOf<Row>;
  /** Default: every column takes its value. */
  set?: string;
  rows: readonly Row[];
}

/**
 * Updates rows of a table partitioned by id (or of any other), locking them in the order of their ids, so that two
 * updates of the same rows wait for each other instead of dying of each other. The lowest and the highest id are
 * named as well: by them the planner leaves out the partitions that hold none.
 */
export async function updateRows<Row>(sql: Sql, update: UpdateRows<Row>): Promise<void> {
  const { table, key, rows } = update;
  const arrays = new RowsInArrays<Row>({ id: ['uuid', key], ...update.columns });
  const columns = Object.keys(update.columns);
  const set = update.set ?? columns.map((name) => `${name} = v.${name}`).join(', ');
  const [low, high] = [arrays.nextParameter, arrays.nextParameter + 1];
  const bounds = (row: string): string => `${row}.id between $${low}::uuid and $${high}::uuid`;
  const text = `with v as (select ${arrays.selected('v')} from ${arrays.from('v')}),
    locked as materialized (
      select l.id from ${table} l where l.id = any($1::uuid[]) and ${bounds('l')} order by l.id for update)
    update ${table} t set ${set} from locked join v on v.id = locked.id where t.id = locked.id and ${bounds('t')}`;
  const inOrder = [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  for (const part of arrays.parts(inOrder)) {
    await sql.execute(text, [...arrays.parameters(part), key(part[0]!), key(part.at(-1)!)]);
  }
}
