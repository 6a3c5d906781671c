/** Types whose key goes on after their word: with bounds, choices or a resource. They win over every other word. */
export const structuredTypes = ['range', 'select', 'choice', 'multiselect', 'picker'] as const;
export type StructuredType = (typeof structuredTypes)[number];

/** Types of which the word says everything. */
export const plainTypes = [
  'multiline',
  'code',
  'boolean',
  'number',
  'date',
  'time',
  'datetime',
  'color',
  'global',
  'secret',
] as const;

/** What one value of an `array` or a `keyval` may be. */
export type ElementType = 'text' | (typeof plainTypes)[number];

/** How an option is entered; `text` is the one without a word. */
export type OptionType = ElementType | 'array' | 'keyval' | StructuredType;

export const modifiers = ['required', 'email', 'userform', 'futureonly'] as const;
export type Modifier = (typeof modifiers)[number];

/** What a picker may pick. */
export const pickedResources = ['product', 'variant', 'collection'] as const;
export type PickedResource = (typeof pickedResources)[number];

/** Types whose values may hold Liquid. */
const textual: ReadonlySet<OptionType> = new Set(['text', 'multiline', 'code', 'number']);

/** Whether a single value of this type may hold Liquid. A number may: it is rendered, then converted. */
export const mayHoldLiquid = (type: OptionType): boolean => textual.has(type);

/** Whether a word of a key is one of these. */
export const isOneOf = <Word extends string>(
  words: readonly Word[],
  word: string | undefined,
): word is Word => words.some((known) => known === word);
