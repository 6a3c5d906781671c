import {
  parseJson,
  RawJson,
  stringifyJson,
  type JsonObject,
  type JsonValue,
} from '@millwright/kernel';
import type { DefinitionFault } from '../definitions/definition-fault.ts';
import type { TaskDefinition } from '../definitions/task-definition.ts';
import { checkField } from './field-value.ts';
import type { OptionField } from './option-field.ts';
import { faultAt, optionFormOf } from './option-form.ts';
import { isEmpty, type CheckedAt } from './value-rules.ts';

/** Stored options, checked: `options` has what could be converted, `faults` is what keeps a task from being enabled. */
export interface CheckedOptions {
  options: RawJson;
  faults: DefinitionFault[];
}

/**
 * Checks the values of the options that a task refers to; the others are kept as they are. `before` are the options
 * that were saved last: a date that was in the future then may stay.
 */
export function checkOptions(
  definition: TaskDefinition,
  at: CheckedAt,
  before?: RawJson,
): CheckedOptions {
  const stored = optionValuesIn(definition.options);
  const earlier = before === undefined ? undefined : optionValuesIn(before);
  const faults: DefinitionFault[] = [];
  let isConverted = false;
  for (const field of optionFormOf(definition).fields) {
    const value = stored.get(field.key);
    const isKept = earlier !== undefined && isSame(value, earlier.get(field.key));
    const checked = checkField(isKept ? { ...field, futureonly: false } : field, value, at);
    if ('problem' in checked) faults.push(faultAt(field.key)(checked.problem));
    else if (stored.has(field.key) && !isSame(value, checked.value)) {
      stored.set(field.key, checked.value);
      isConverted = true;
    }
  }
  const options = isConverted ? new RawJson(stringifyJson(stored)) : definition.options;
  return { options, faults };
}

/** Keys of the required options that are not filled in. */
export function missingOptionsOf(definition: TaskDefinition): string[] {
  const stored = optionValuesIn(definition.options);
  return optionFormOf(definition)
    .fields.filter((field) => isMissing(field, stored.get(field.key)))
    .map(({ key }) => key);
}

/** The stored values by key. */
export const optionValuesIn = ({ text }: RawJson): JsonObject => hashIn(parseJson(text));

/** A value if it is an object, else an empty one. */
export const hashIn = (value: JsonValue | undefined): JsonObject =>
  value instanceof Map ? value : new Map<string, JsonValue>();

const isMissing = (field: OptionField, value: JsonValue | undefined): boolean =>
  field.required && field.type !== 'boolean' && isEmpty(value);

const isSame = (left: JsonValue | undefined, right: JsonValue | undefined): boolean =>
  left === right || stringifyJson(left ?? null) === stringifyJson(right ?? null);
