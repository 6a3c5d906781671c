import { CSV_DELIMITER_RULE, isCsvDelimiter } from '../values/csv-text.ts';
import { isNil } from '../values/equality.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';

/** What separates cells: given by position or as `delimiter:`, else a comma. @throws LiquidRunError */
export function csvDelimiterIn(scope: FilterScope, given: unknown, filter: string): string {
  const value = isNil(given) ? scope.options.get('delimiter') : given;
  const delimiter = isNil(value) ? ',' : textIn(scope, value);
  if (isCsvDelimiter(delimiter)) return delimiter;
  throw filterError(`${filter}: the delimiter must be ${CSV_DELIMITER_RULE}`);
}
