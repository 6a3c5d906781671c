import { isTruthy } from '../values/equality.ts';
import { itemOf } from '../values/property-of.ts';
import { filterError, type FilterScope } from './filter-scope.ts';

/** Asks Shopify with a GraphQL query, once there are Connections. In previews no call is made and the answer is nil. */
export function shopify(this: FilterScope, _query: unknown): null {
  if (isTruthy(itemOf(this.run.environmentVariable('event'), 'preview'))) return null;
  throw filterError('the shopify filter needs a Connection of type shopify');
}
