import { itemOf } from '../values/property-of.ts';
import { textIn, type FilterScope } from './filter-scope.ts';

/**
 * A setting of the Workspace as text, the first of these names that it has; `''` without one. A script's own `shop`
 * does not change it.
 */
export function workspaceSetting(scope: FilterScope, ...names: readonly string[]): string {
  const shop = scope.run.environmentVariable('shop');
  for (const name of names) {
    const value = textIn(scope, itemOf(shop, name));
    if (value !== '') return value;
  }
  return '';
}
