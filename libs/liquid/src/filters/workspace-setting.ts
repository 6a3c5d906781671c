import { textIn, type FilterScope } from './filter-scope.ts';

/** A setting of the Workspace as text, the first of these names that it has; `''` without one. */
export function workspaceSetting(scope: FilterScope, ...names: readonly string[]): string {
  for (const name of names) {
    const value = textIn(scope, scope.run.getSync(['shop', name]));
    if (value !== '') return value;
  }
  return '';
}
