import { csvTextOf } from '../values/csv-text.ts';
import { isTruthy } from '../values/equality.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { csvDelimiterIn } from './csv-delimiter.ts';
import { filterError, listIn, type FilterScope } from './filter-scope.ts';

/** Rows of cells as CSV: each line ends with LF, nil is empty, `""` the empty text. */
export function csv(this: FilterScope, input: unknown, given: unknown = null): string {
  const delimiter = csvDelimiterIn(this, given, 'csv');
  const includeBom = isTruthy(this.options.get('include_bom'));
  return csvTextOf(rowsIn(this, input), { delimiter, includeBom }, this.meter);
}

/** One after another: ranges are small, their integers are not. */
function* rowsIn(scope: FilterScope, input: unknown): Generator<readonly unknown[]> {
  for (const [index, row] of listIn(scope, input).entries()) {
    if (!Array.isArray(row) && !(row instanceof LiquidRange)) {
      throw filterError(`csv: row ${index + 1} is not an array`);
    }
    yield listIn(scope, row);
  }
}
