import { parseJson, RawJson, stringifyJson } from '@millwright/kernel';
import type { DefinitionFault } from '../definitions/definition-fault.ts';
import type { TaskDefinition } from '../definitions/task-definition.ts';
import { checkField } from './field-value.ts';
import { optionFormOf } from './option-form.ts';
import { hashIn } from './stored-options.ts';
import type { CheckedAt } from './value-rules.ts';

/** What was entered in a Run form, ready to be an event's data, or what is wrong with it. */
export type FormOutcome = { ok: true; data: RawJson } | { ok: false; faults: DefinitionFault[] };

/**
 * Checks what was entered in the Run form: an object of values by the names of the `userform` options. Numeric text is
 * converted, a checkbox that is missing is false; members that are no field of the form are kept.
 */
export function checkUserForm(
  definition: TaskDefinition,
  { text }: RawJson,
  at: CheckedAt,
): FormOutcome {
  const data = hashIn(parseJson(text));
  const faults: DefinitionFault[] = [];
  for (const field of optionFormOf(definition).fields.filter(({ userform }) => userform)) {
    const checked = checkField(field, data.get(field.name), { ...at, isFinal: true });
    if ('problem' in checked) {
      faults.push({ path: `data.${field.name}`, message: checked.problem });
    } else if (field.type === 'boolean') {
      data.set(field.name, checked.value ?? false);
    } else if (data.has(field.name)) {
      data.set(field.name, checked.value);
    }
  }
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, data: new RawJson(stringifyJson(data)) };
}
