import type { RunMeter } from '../limits/run-meter.ts';
import { CsvSyntaxError, csvRowsOf, type CsvCell } from '../values/csv-rows.ts';
import { isTruthy } from '../values/equality.ts';
import { HASH_BYTES, MEMBER_BYTES } from '../values/value-bytes.ts';
import { csvDelimiterIn } from './csv-delimiter.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';

/** CSV as arrays of cells; with `headers: true` as hashes by the first row. Cells are text, an empty one is nil. */
export function parse_csv(this: FilterScope, input: unknown, given: unknown = null): unknown[] {
  const delimiter = csvDelimiterIn(this, given, 'parse_csv');
  const rows = rowsIn(this, textIn(this, input), delimiter);
  return isTruthy(this.options.get('headers')) ? hashesOf(rows, this.meter) : rows;
}

function rowsIn(scope: FilterScope, text: string, delimiter: string): CsvCell[][] {
  try {
    return csvRowsOf(text, delimiter, scope.meter);
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error;
    throw filterError(`parse_csv: ${error.message} in line ${error.line}`);
  }
}

/** Surplus cells are dropped, missing ones nil. Of equal headers the first has the cell. */
function hashesOf(rows: readonly CsvCell[][], meter: RunMeter): Map<string, CsvCell>[] {
  const [header = [], ...others] = rows;
  const columns = new Map<string, number>();
  for (const [index, name] of header.entries()) {
    if (!columns.has(name ?? '')) columns.set(name ?? '', index);
  }
  return others.map((row) => {
    meter.use(HASH_BYTES + columns.size * MEMBER_BYTES);
    const hash = new Map<string, CsvCell>();
    for (const [name, index] of columns) hash.set(name, row[index] ?? null);
    return hash;
  });
}
