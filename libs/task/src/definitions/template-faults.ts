import { parseTemplate } from '@millwright/liquid';
import type { JsonValue } from '@millwright/kernel';
import { singleTypeOf } from '../options/option-field.ts';
import { readOptionKey } from '../options/option-key.ts';
import { mayHoldLiquid } from '../options/option-types.ts';
import { optionValuesIn } from '../options/stored-options.ts';
import type { DefinitionFault } from './definition-fault.ts';
import { hasLiquid } from './has-liquid.ts';
import type { TaskDefinition } from './task-definition.ts';

/** Every template of a definition that does not parse: script, subscriptions, concurrency key, options. */
export function templateFaults(definition: TaskDefinition): DefinitionFault[] {
  const templates: [path: string, source: string][] = [
    ['script', definition.script],
    ['subscriptions_template', definition.subscriptions_template],
    ['concurrency.key', definition.concurrency?.key ?? ''],
    ...optionTemplates(definition),
  ];
  return templates.flatMap(([path, source]) => {
    const fault = hasLiquid(source) ? parseTemplate(source) : undefined;
    return fault === undefined ? [] : [{ path, ...fault }];
  });
}

/** Every text of an option that is rendered at each run: values, elements of arrays, members of hashes. */
function optionTemplates({ options }: TaskDefinition): [string, string][] {
  return [...optionValuesIn(options)].flatMap(([key, value]) =>
    mayHoldLiquid(singleTypeOf(readOptionKey(key).field))
      ? textsIn(value).map((text): [string, string] => [`options.${key}`, text])
      : [],
  );
}

function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  const members = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : [];
  return members.filter((member) => typeof member === 'string');
}
