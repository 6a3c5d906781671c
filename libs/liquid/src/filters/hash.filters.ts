import type { FilterScope } from './filter-scope.ts';

/** The keys of a hash, in its order. */
export function keys(this: FilterScope, input: unknown): string[] {
  if (!(input instanceof Map)) return [];
  this.meter.use(input.size * 8);
  return [...(input as Map<string, unknown>).keys()];
}

/** The values of a hash, in its order. */
export function values(this: FilterScope, input: unknown): unknown[] {
  if (!(input instanceof Map)) return [];
  this.meter.use(input.size * 8);
  return [...(input as Map<string, unknown>).values()];
}
