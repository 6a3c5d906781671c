import { isNil, isTruthy } from '../values/equality.ts';
import { joinedText } from '../values/joined-text.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { csvDelimiterIn } from './csv-delimiter.ts';
import { filterError, listIn, textIn, type FilterScope } from './filter-scope.ts';

/** Rows of cells as CSV: each line ends with LF, nil is empty, `""` the empty text. */
export function csv(this: FilterScope, input: unknown, given: unknown = null): string {
  const delimiter = csvDelimiterIn(this, given, 'csv');
  const lines = listIn(this, input).map((row, index) => {
    if (!Array.isArray(row) && !(row instanceof LiquidRange)) {
      throw filterError(`csv: row ${index + 1} is not an array`);
    }
    const cells = listIn(this, row).map((cell) => cellText(this, cell, delimiter));
    return `${joinedText(cells, delimiter, this.meter)}\n`;
  });
  if (isTruthy(this.options.get('include_bom'))) lines.unshift('\ufeff');
  return joinedText(lines, '', this.meter);
}

function cellText(scope: FilterScope, cell: unknown, delimiter: string): string {
  if (isNil(cell)) return '';
  const text = textIn(scope, cell);
  scope.meter.use(text.length * 2 + 16);
  const isQuoted = text === '' || text.includes(delimiter) || /["\r\n]/.test(text);
  return isQuoted ? `"${text.replaceAll('"', '""')}"` : text;
}
