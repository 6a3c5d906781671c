import { joinedText } from '../values/joined-text.ts';
import { jsonTextOf } from '../values/json-text-of.ts';
import { isNil } from '../values/equality.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { checkDepth } from '../values/text-of.ts';
import { filterError, type FilterScope } from './filter-scope.ts';

// As GraphQL has it; anything else would be part of the query, not a name in it.
const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** A hash as the arguments of a GraphQL field, without the brackets around them. */
export function graphql_arguments(this: FilterScope, input: unknown): string {
  if (isNil(input)) return '';
  if (!(input instanceof Map)) throw filterError('graphql_arguments: the input is not a hash');
  return fieldsText(this, input as Map<string, unknown>, 0);
}

function fieldsText(scope: FilterScope, hash: Map<string, unknown>, depth: number): string {
  const fields: string[] = [];
  for (const [name, value] of hash) {
    if (!NAME.test(name)) {
      throw filterError(
        `graphql_arguments: "${name.slice(0, 60)}" is not a GraphQL name: use letters, digits and _`,
      );
    }
    scope.meter.use(name.length + 32);
    fields.push(`${name}: ${valueText(scope, value, depth + 1)}`);
  }
  return joinedText(fields, ', ', scope.meter);
}

function valueText(scope: FilterScope, value: unknown, depth: number): string {
  checkDepth(depth);
  if (value instanceof Map) return `{${fieldsText(scope, value as Map<string, unknown>, depth)}}`;
  const list = value instanceof LiquidRange ? value.toArray(scope.meter) : value;
  if (!Array.isArray(list)) return jsonTextOf(list, scope.meter);
  const items = list.map((item) => valueText(scope, item, depth + 1));
  return `[${joinedText(items, ', ', scope.meter)}]`;
}
