import { JsonSyntaxError } from '@millwright/kernel';
import { joinedText } from '../values/joined-text.ts';
import { jsonTextOf } from '../values/json-text-of.ts';
import { parseValue } from '../values/parse-value.ts';
import { filterError, listIn, textIn, type FilterScope } from './filter-scope.ts';

/** A JSON text on a line for each value, no line end behind the last. */
export function jsonl(this: FilterScope, input: unknown): string {
  const lines = listIn(this, input).map((item) => jsonTextOf(item, this.meter));
  return joinedText(lines, '\n', this.meter);
}

/** The values of such lines; blank lines are skipped. */
export function parse_jsonl(this: FilterScope, input: unknown): unknown[] {
  const text = textIn(this, input);
  const values: unknown[] = [];
  let number = 0;
  for (let start = 0; start <= text.length; number += 1) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, end).trim();
    this.meter.use(16);
    if (line !== '') values.push(valueOfLine(this, line, number + 1));
    start = end + 1;
  }
  return values;
}

function valueOfLine(scope: FilterScope, line: string, number: number): unknown {
  try {
    return parseValue(line, scope.meter);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw filterError(`parse_jsonl: line ${number}: ${error.message} of the line`);
  }
}
