import type { OptionField } from './option-field.ts';
import { plainField } from './plain-key.ts';
import { structuredField } from './structured-key.ts';
import { isOneOf, structuredTypes } from './option-types.ts';

/** What a key says. `faults` keep the task from being saved, `warnings` do not. */
export interface OptionKey {
  field: OptionField;
  faults: string[];
  warnings: string[];
}

/**
 * Reads `<name>[__<flags>[__<flags>…]]`, flags separated by `_`. All flag segments are one list: `x__number__required`
 * and `x__required_number` mean the same. A single `_` belongs to the name.
 */
export function readOptionKey(key: string): OptionKey {
  const [name = '', ...parts] = key.split('__');
  const segments = parts.map((part) => part.split('_').filter((word) => word !== ''));
  const field = { key, name, label: labelOf(name) };
  const isStructured = segments.flat().some((word) => isOneOf(structuredTypes, word));
  return isStructured ? structuredField(field, segments) : plainField(field, segments.flat());
}

/** A name as people read it: `max_items` is `Max items`. */
function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
