import { singleTypeOf, type OptionField } from './option-field.ts';
import type { OptionKey } from './option-key.ts';
import { isOneOf, modifiers, type Modifier } from './option-types.ts';

/** Sets the modifiers that are among some words of a key; what fits nowhere is left out, and warned about. */
export function withModifiers(key: OptionKey, words: readonly string[]): OptionKey {
  const field = { ...key.field };
  const warnings = [...key.warnings];
  for (const word of words) {
    if (!isOneOf(modifiers, word)) warnings.push(`"${word}" is not a flag and is ignored`);
    else if (!fits(word, field)) warnings.push(`"${word}" does not go with ${field.type}`);
    else field[word] = true;
  }
  const faults = [...key.faults];
  if (field.userform && singleTypeOf(field) === 'secret') {
    faults.push('a secret cannot be asked for in the Run form: take out userform or secret');
  }
  return { field, faults, warnings };
}

function fits(modifier: Modifier, field: OptionField): boolean {
  const type = singleTypeOf(field);
  if (modifier === 'email') return type === 'text';
  return modifier !== 'futureonly' || type === 'date' || type === 'datetime';
}
