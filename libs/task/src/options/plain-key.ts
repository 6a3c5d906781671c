import { withModifiers } from './key-modifiers.ts';
import { unmodified, type NamedKey, type OptionField } from './option-field.ts';
import type { OptionKey } from './option-key.ts';
import { isOneOf, plainTypes, type ElementType } from './option-types.ts';

const containers = ['array', 'keyval'] as const;

/** A key whose words are types and modifiers in any order. */
export function plainField(named: NamedKey, words: readonly string[]): OptionKey {
  const inside = [...new Set(words.filter((word) => isOneOf(containers, word)))];
  const types = [...new Set(words.filter((word) => isOneOf(plainTypes, word)))];
  const others = words.filter((word) => !isOneOf(containers, word) && !isOneOf(plainTypes, word));
  const element = elementOf(types);
  const isOne = inside.length <= 1 && element !== undefined;
  const fault = `${[...inside, ...types].join(' and ')} do not go together: an option has one type`;
  return withModifiers(
    {
      field: { ...named, ...unmodified, ...typeOf(inside[0], element ?? 'text') },
      faults: isOne ? [] : [fault],
      warnings: [],
    },
    others,
  );
}

/** The one type of these; `code` is `multiline` anyway. Undefined: they are two. */
function elementOf(types: readonly ElementType[]): ElementType | undefined {
  if (types.length <= 1) return types[0] ?? 'text';
  const isCode = types.length === 2 && types.includes('code') && types.includes('multiline');
  return isCode ? 'code' : undefined;
}

const typeOf = (
  container: (typeof containers)[number] | undefined,
  element: ElementType,
): Pick<OptionField, 'type' | 'element'> =>
  container === undefined ? { type: element } : { type: container, element };
