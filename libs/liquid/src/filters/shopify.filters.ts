import { isNil, isTruthy } from '../values/equality.ts';
import { jsonTextOf } from '../values/json-text-of.ts';
import { parseValue } from '../values/parse-value.ts';
import { itemOf } from '../values/property-of.ts';
import { queryRefusalOf } from '../shop/query-refusal.ts';
import { filterError, type FilterScope, textIn } from './filter-scope.ts';

/** Asks the shop with a GraphQL query and gives its whole answer. In previews no call is made and the answer is nil. */
export function shopify(this: FilterScope, input: unknown): unknown {
  const { run, meter } = this;
  if (isTruthy(itemOf(run.environmentVariable('event'), 'preview'))) return null;
  const { shop } = run;
  if (!shop) throw filterError('the shopify filter needs a Connection of type shopify');
  const query = textIn(this, input);
  const refusal = queryRefusalOf(query);
  if (refusal !== undefined) throw filterError(`shopify: ${refusal}`);
  const variables = variablesOf(this);
  return parseValue(
    meter.outside((leftMs) => shop.query(query, variables, leftMs)),
    meter,
  );
}

function variablesOf({ options, meter }: FilterScope): string | undefined {
  const variables = options.get('variables');
  if (isNil(variables)) return undefined;
  if (variables instanceof Map) return jsonTextOf(variables, meter);
  throw filterError('shopify: variables must be a hash');
}
