import { HostObject } from '../values/host-object.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { textIn, type FilterScope } from './filter-scope.ts';

/** A property of an element by one key, never a path; undefined where an element has no properties. */
export function itemProperty(scope: FilterScope, item: unknown, key: unknown): unknown {
  if (item instanceof Map) return (item as Map<string, unknown>).get(textIn(scope, key));
  return item instanceof HostObject ? item.property(textIn(scope, key)) : undefined;
}

/** Whether a filter takes a value as a list of its own elements. */
export const isList = (value: unknown): value is readonly unknown[] | LiquidRange =>
  Array.isArray(value) || value instanceof LiquidRange;
