import { SecretBoxError, type Id, type SecretBox } from '@millwright/kernel';
import { RowsInArrays } from './rows-in-arrays.ts';
import type { Sql } from './sql.ts';

const BATCH = 200;

/** Where secrets lie sealed: the column `sealed` of a table, and what each is sealed for. */
export interface SealedColumn {
  table: string;
  /** The ids that the context is made of, besides `id`. */
  columns: readonly string[];
  contextOf: (row: Readonly<Record<string, Id>>) => string;
}

/** How many were sealed anew, and how many no configured key opens. */
export interface Resealed {
  resealed: number;
  unreadable: number;
}

interface SealedRow extends Record<string, Id> {
  id: Id;
  sealed: string;
}

/**
 * Seals with the current key what earlier ones sealed, in batches; what somebody writes meanwhile stays. Doing it again
 * does no harm. @throws SecretBoxError without a key
 */
export async function resealColumn(
  sql: Sql,
  box: SecretBox,
  { table, columns, contextOf }: SealedColumn,
): Promise<Resealed> {
  const total = { resealed: 0, unreadable: 0 };
  for (let after: Id | null = null; ;) {
    const rows: SealedRow[] = await sql.query<SealedRow>(
      `select ${['id', ...columns, 'sealed'].join(', ')} from ${table}
       where sealed is not null and ($1::uuid is null or id > $1) order by id limit ${BATCH}`,
      [after],
    );
    const old = rows.filter(({ sealed }) => !box.isCurrent(sealed));
    const changed = old.flatMap((row) => resealedRow(box, row, contextOf(row)));
    total.unreadable += old.length - changed.length;
    total.resealed += await write(sql, table, changed);
    if (rows.length < BATCH) return total;
    after = rows.at(-1)!.id;
  }
}

interface ChangedRow {
  id: Id;
  before: string;
  after: string;
}

function resealedRow(box: SecretBox, { id, sealed }: SealedRow, context: string): ChangedRow[] {
  try {
    return [{ id, before: sealed, after: box.seal(box.open(sealed, context), context) }];
  } catch (error) {
    if (error instanceof SecretBoxError && error.code === 'secret_unreadable') return [];
    throw error;
  }
}

function write(sql: Sql, table: string, rows: readonly ChangedRow[]): Promise<number> | number {
  if (rows.length === 0) return 0;
  const arrays = new RowsInArrays<ChangedRow>({
    id: ['uuid', ({ id }) => id],
    before: ['text', ({ before }) => before],
    after: ['text', ({ after }) => after],
  });
  return sql.execute(
    `update ${table} t set sealed = v.after from ${arrays.from('v')} where t.id = v.id and t.sealed = v.before`,
    arrays.parameters(rows),
  );
}
