import { isNil } from '../values/equality.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';

/** What separates cells: given by position or as `delimiter:`, else a comma. @throws LiquidRunError */
export function csvDelimiterIn(scope: FilterScope, given: unknown, filter: string): string {
  const value = isNil(given) ? scope.options.get('delimiter') : given;
  const delimiter = isNil(value) ? ',' : textIn(scope, value);
  if (delimiter === '' || /["\r\n]/.test(delimiter) || delimiter.length > 16) {
    throw filterError(`${filter}: the delimiter must be 1 to 16 characters, no quote or line end`);
  }
  return delimiter;
}
