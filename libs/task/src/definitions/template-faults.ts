import { parseTemplate } from '@millwright/liquid';
import { parseJson } from '@millwright/kernel';
import type { DefinitionFault } from './definition-fault.ts';
import type { TaskDefinition } from './task-definition.ts';

const LIQUID = /\{\{|\{%/;

/** Whether a text has anything that Liquid would read. */
export const hasLiquid = (text: string): boolean => LIQUID.test(text);

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

function optionTemplates({ options }: TaskDefinition): [string, string][] {
  const values = parseJson(options.text);
  if (!(values instanceof Map)) return [];
  return [...values].flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`options.${key}`, value]] : [],
  );
}
