import type { Sql } from '@millwright/database';
import { RawJson } from '@millwright/kernel';
import type { TaskDefinition } from '../definitions/task-definition.ts';
import type { ScriptValues, SecretScope } from '../workspaces.ts';
import { parentsOf } from './event-parents.ts';
import type { EventWithData } from './event-variable.ts';
import { mentions } from './mentions.ts';
import type { OnDemand } from './render-context.ts';

/**
 * Reads what a script asks for by name: ancestors of its event, globals, secrets. A script that does not costs nothing.
 * Options count as well: their values may be templates, and their keys may ask for a global or a secret.
 */
export async function readOnDemand(
  sql: Sql,
  values: ScriptValues,
  definition: Pick<TaskDefinition, 'script' | 'options'>,
  { event, scope }: { event: EventWithData; scope: SecretScope },
): Promise<OnDemand> {
  const wants = mentions(definition.script, definition.options.text);
  const [parents, globals, secrets] = await Promise.all([
    wants('parent') ? parentsOf(sql, event.envelope) : [],
    wants('global') ? values.globalsOf(sql, scope.workspaceId) : new RawJson('{}'),
    wants('secret') ? values.secretsOf(sql, scope) : new Map<string, string>(),
  ]);
  return { parents, globals, secrets };
}
