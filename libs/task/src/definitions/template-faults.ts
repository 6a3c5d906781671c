import { parseTemplate } from '@millwright/liquid';
import { givenOptionsOf } from '../options/given-options.ts';
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
const optionTemplates = (definition: TaskDefinition): [path: string, source: string][] =>
  givenOptionsOf(definition)
    .sources.filter(({ as }) => as === 'text' || as === 'number')
    .map(({ key, source }) => [`options.${key}`, source]);
