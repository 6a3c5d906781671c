import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { definitionFrom, type TaskDefinition } from '../definitions/task-definition.ts';
import { givenOptionsOf } from '../options/given-options.ts';

/**
 * How many tasks use each secret: by `secrets.<key>` or `secrets["<key>"]` in a template, or by an option that holds
 * its key. Keys that nobody uses are missing.
 */
export async function secretUsers(
  sql: Sql,
  workspaceId: Id,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query<{ definition: string }>(
    `select v.definition from tasks t join task_versions v on v.task_id = t.id and v.version = t.version
     where t.workspace_id = $1 and t.deleted_at is null and strpos(v.definition, 'secret') > 0`,
    [workspaceId],
  );
  const users = new Map<string, number>();
  for (const { definition } of rows) {
    const used = keysIn(definitionFrom(definition));
    for (const key of keys) if (used.has(key)) users.set(key, (users.get(key) ?? 0) + 1);
  }
  return users;
}

const USE = /\bsecrets\s*(?:\.\s*([a-z][a-z0-9_]*)|\[\s*["']([a-z][a-z0-9_]*)["']\s*\])/g;

function keysIn(definition: TaskDefinition): Set<string> {
  const { script, subscriptions_template: template, concurrency } = definition;
  const used = new Set<string>();
  const texts = [script, template, concurrency?.key ?? ''];
  for (const { as, source } of givenOptionsOf(definition).sources) {
    if (as === 'secret') used.add(source);
    else if (as !== 'global') texts.push(source);
  }
  for (const text of texts) {
    for (const [, dotted, quoted] of text.matchAll(USE)) used.add(dotted ?? quoted!);
  }
  return used;
}
