import { RawJson, stringifyJson, type JsonObject, type JsonValue } from '@millwright/kernel';
import type { OptionSource } from '@millwright/liquid';
import { hasLiquid } from '../definitions/has-liquid.ts';
import type { TaskDefinition } from '../definitions/task-definition.ts';
import { singleTypeOf, type OptionField } from './option-field.ts';
import { optionFormOf } from './option-form.ts';
import { mayHoldLiquid } from './option-types.ts';
import { hashIn, optionValuesIn } from './stored-options.ts';

/** What a script is given as `options`: values as exact JSON, and those among them that a run has to work out. */
export interface GivenOptions {
  values: RawJson;
  sources: readonly OptionSource[];
}

const known = new WeakMap<TaskDefinition, GivenOptions>();

/** The options of a run, worked out once for each definition. Values that nothing refers to are not given. */
export function givenOptionsOf(definition: TaskDefinition): GivenOptions {
  const kept = known.get(definition);
  if (kept !== undefined) return kept;
  const given = givenOf(definition);
  known.set(definition, given);
  return given;
}

function givenOf(definition: TaskDefinition): GivenOptions {
  const stored = optionValuesIn(definition.options);
  const values: JsonObject = new Map();
  const sources: OptionSource[] = [];
  for (const field of optionFormOf(definition).fields) {
    const value = stored.get(field.key) ?? (field.type === 'boolean' ? false : null);
    if (value === null) continue;
    values.set(field.key, value);
    sources.push(...sourcesIn(field, value));
    if (field.key.includes('.')) putAtPath(values, field.key, value);
  }
  return { values: new RawJson(stringifyJson(values)), sources };
}

function sourcesIn(field: OptionField, value: JsonValue): OptionSource[] {
  const { key } = field;
  if (field.type === 'keyval' && value instanceof Map) {
    return [...value].flatMap(([member, text]) => sourceOf(field, text, { key, member }));
  }
  if (field.type === 'array' && Array.isArray(value)) {
    return value.flatMap((text, member) => sourceOf(field, text, { key, member }));
  }
  return sourceOf(field, value, { key });
}

function sourceOf(
  field: OptionField,
  source: JsonValue,
  place: Pick<OptionSource, 'key' | 'member'>,
): OptionSource[] {
  const type = singleTypeOf(field);
  if (typeof source !== 'string' || source === '') return [];
  if (type === 'global' || type === 'secret') return [{ ...place, as: type, source }];
  if (!mayHoldLiquid(type) || !hasLiquid(source)) return [];
  return [{ ...place, as: type === 'number' ? 'number' : 'text', source }];
}

/** `options.ratio__range_min0.5_max2` is a way through hashes for Liquid, so there must be such a way. */
function putAtPath(values: JsonObject, key: string, value: JsonValue): void {
  const steps = key.split('.');
  const last = steps.pop()!;
  let at = values;
  for (const step of steps) {
    const hash = hashIn(at.get(step));
    at.set(step, hash);
    at = hash;
  }
  at.set(last, value);
}
