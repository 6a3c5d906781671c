import type { DefinitionFault } from '../definitions/definition-fault.ts';
import type { TaskDefinition } from '../definitions/task-definition.ts';
import { readOptionKey } from './option-key.ts';
import type { OptionField } from './option-field.ts';
import { optionKeysIn } from './option-scan.ts';

/** The options of a task in the order they are shown in, and what is to be said of their keys. */
export interface OptionForm {
  fields: readonly OptionField[];
  /** They keep the task from being saved. */
  faults: readonly DefinitionFault[];
  warnings: readonly DefinitionFault[];
}

const known = new WeakMap<TaskDefinition, OptionForm>();

/** The form of a definition, which is scanned once: definitions are never changed. */
export function optionFormOf(definition: TaskDefinition): OptionForm {
  const kept = known.get(definition);
  if (kept !== undefined) return kept;
  const form = formOf(definition);
  known.set(definition, form);
  return form;
}

function formOf(definition: TaskDefinition): OptionForm {
  const keys = optionKeysIn(definition).map(readOptionKey);
  const fields = keys.map(({ field }) => field);
  return {
    fields,
    faults: keys.flatMap(({ field, faults }) => faults.map(faultAt(field.key))),
    warnings: [
      ...keys.flatMap(({ field, warnings }) => warnings.map(faultAt(field.key))),
      ...sameNames(fields),
    ],
  };
}

/** Two questions of the Run form that answer under one name: the later answer would be the only one. */
function sameNames(fields: readonly OptionField[]): DefinitionFault[] {
  const seen = new Set<string>();
  return fields
    .filter(({ userform }) => userform)
    .flatMap(({ key, name }) => {
      if (seen.has(name))
        return [faultAt(key)(`another field of the Run form is called "${name}"`)];
      seen.add(name);
      return [];
    });
}

/** A fault of an option. */
export const faultAt =
  (key: string) =>
  (message: string): DefinitionFault => ({ path: `options.${key}`, message });
