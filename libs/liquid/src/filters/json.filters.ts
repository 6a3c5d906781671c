import { JsonSyntaxError } from '@millwright/kernel';
import { isNil, isTruthy } from '../values/equality.ts';
import { jsonTextOf } from '../values/json-text-of.ts';
import { parseValue } from '../values/parse-value.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';

/** The value as compact JSON text, nothing lost. */
export function json(this: FilterScope, input: unknown): string {
  return jsonTextOf(input, this.meter);
}

/** JSON text as a value, nothing lost; nil stays nil. With `silent: true` invalid JSON gives nil. */
export function parse_json(this: FilterScope, input: unknown): unknown {
  if (isNil(input)) return null;
  try {
    return parseValue(textIn(this, input), this.meter);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (isTruthy(this.options.get('silent'))) return null;
    throw filterError(`parse_json: ${error.message} of the text`);
  }
}
