import { withModifiers } from './key-modifiers.ts';
import { unmodified, type NamedKey, type OptionField } from './option-field.ts';
import type { OptionKey } from './option-key.ts';
import {
  isOneOf,
  modifiers,
  pickedResources,
  plainTypes,
  structuredTypes,
  type StructuredType,
} from './option-types.ts';

/** What a structured type makes of the words behind it: its part of the field, and the words it leaves. */
interface Structure {
  part: Partial<OptionField>;
  rest: string[];
  faults: string[];
}

/** A key with a structured type: it ends the search for types, and takes what it needs of the words behind it. */
export function structuredField(named: NamedKey, segments: readonly string[][]): OptionKey {
  const segment = segments.findIndex((words) => words.some(isStructured));
  const word = segments[segment]!.findIndex(isStructured);
  const type = segments[segment]![word] as StructuredType;
  const before = [...segments.slice(0, segment).flat(), ...segments[segment]!.slice(0, word)];
  const behind = [segments[segment]!.slice(word + 1), ...segments.slice(segment + 1)];
  const { part, rest, faults } = structureOf(type, behind);
  const others = [...before, ...rest];
  const second = rest.find(isStructured);
  const overruled = others.filter(isType);
  return withModifiers(
    {
      field: { ...named, ...unmodified, type, ...part },
      faults: [
        ...faults,
        ...(second === undefined ? [] : [`${type} and ${second} are two types; take one`]),
        ...(hasChoices(type) ? misplaced(before, type) : []),
      ],
      warnings: overruled.map((other) => `"${other}" is ignored: the type is ${type}`),
    },
    others.filter((other) => !isType(other) && !isStructured(other)),
  );
}

function structureOf(type: StructuredType, behind: readonly string[][]): Structure {
  switch (type) {
    case 'range':
      return rangeIn(behind.flat());
    case 'picker':
      return pickerIn(behind.flat());
    case 'select':
    case 'choice':
    case 'multiselect':
      return choicesIn(type, behind);
  }
}

const BOUND = /^(min|max|step)(-?\d+(?:\.\d+)?)$/;

function rangeIn(words: readonly string[]): Structure {
  const bounds = new Map<string, number>();
  const rest: string[] = [];
  for (const word of words) {
    const [, name, digits] = BOUND.exec(word) ?? [];
    if (name === undefined) rest.push(word);
    else bounds.set(name, Number(digits));
  }
  const { min, max, step = 1 } = Object.fromEntries(bounds) as Record<string, number | undefined>;
  if (min === undefined || max === undefined) {
    return { part: {}, rest, faults: ['a range needs both bounds: range_min0_max10'] };
  }
  const faults = [
    ...(min > max ? [`the range ends (${max}) before it starts (${min})`] : []),
    ...(step > 0 ? [] : ['the step of a range must be above 0']),
  ];
  return { part: { range: { min, max, step } }, rest, faults };
}

function pickerIn([resource, ...rest]: readonly string[]): Structure {
  if (!isOneOf(pickedResources, resource)) {
    const known = pickedResources.map((name) => `picker_${name}`).join(', ');
    return { part: {}, rest, faults: [`a picker is one of ${known}`] };
  }
  const multiple = rest[0] === 'array';
  return { part: { resource, multiple }, rest: multiple ? rest.slice(1) : rest, faults: [] };
}

const ORDINAL = /^o(\d+)$/;
const listEnds = new Set(['required', 'userform']);

/**
 * The choices stand in one segment, `o<n>` before each. A value runs to the next `o<n>`, with its underscores; at the
 * end of the list, `required` and `userform` are modifiers as long as a value remains.
 */
function choicesIn(type: StructuredType, behind: readonly string[][]): Structure {
  const at = behind.findIndex((words) => words.some((word) => ORDINAL.test(word)));
  if (at < 0) {
    const fault = `${type} needs its choices: ${type}_o1_<value>_o2_<value>`;
    return { part: { choices: [] }, rest: behind.flat(), faults: [fault] };
  }
  const start = behind[at]!.findIndex((word) => ORDINAL.test(word));
  const list = behind[at]!.slice(start);
  const trailing: string[] = [];
  while (listEnds.has(list.at(-1)!) && !ORDINAL.test(list.at(-2) ?? '')) {
    trailing.unshift(list.pop()!);
  }
  const choices = choicesOf(list);
  const isEmpty = choices.some(({ value }) => value === '');
  const inOrder = choices.sort((a, b) => a.ordinal - b.ordinal).map(({ value }) => value);
  return {
    part: { choices: [...new Set(inOrder)] },
    rest: [
      ...behind.slice(0, at).flat(),
      ...behind[at]!.slice(0, start),
      ...trailing,
      ...behind.slice(at + 1).flat(),
    ],
    faults: isEmpty ? ['a choice has no value: o1_<value>'] : [],
  };
}

function choicesOf(list: readonly string[]): { ordinal: number; value: string }[] {
  const choices: { ordinal: number; words: string[] }[] = [];
  for (const word of list) {
    const ordinal = ORDINAL.exec(word)?.[1];
    if (ordinal === undefined) choices.at(-1)!.words.push(word);
    else choices.push({ ordinal: Number(ordinal), words: [] });
  }
  return choices.map(({ ordinal, words }) => ({ ordinal, value: words.join('_') }));
}

const misplaced = (before: readonly string[], type: StructuredType): string[] =>
  before
    .filter((word) => isOneOf(modifiers, word))
    .map((word) => `"${word}" must stand behind the choices: ${type}_o1_<value>_${word}`);

const hasChoices = (type: StructuredType): boolean => type !== 'range' && type !== 'picker';
const isStructured = (word: string): boolean => isOneOf(structuredTypes, word);
const isType = (word: string): boolean =>
  isOneOf(plainTypes, word) || word === 'array' || word === 'keyval';
