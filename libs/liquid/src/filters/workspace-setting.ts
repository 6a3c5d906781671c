import { textIn, type FilterScope } from './filter-scope.ts';

/** A setting of the Workspace as text, `''` without one. Also where the script calls something of its own `shop`. */
export function workspaceSetting(scope: FilterScope, ...names: readonly string[]): string {
  const { shop } = scope.run.environments as Record<string, unknown>;
  for (const name of names) {
    const value = textIn(scope, scope.run.readProperty(shop, name));
    if (value !== '') return value;
  }
  return '';
}
