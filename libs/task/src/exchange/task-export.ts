import { jsonMembersOf } from '@millwright/kernel';
import type { StoredTask } from '../definitions/task.store.ts';
import type { TaskDefinition } from '../definitions/task-definition.ts';

/** The keys of an exported task, in their order. */
export const exportedKeys = [
  'name',
  'options',
  'script',
  'subscriptions',
  'subscriptions_template',
  'docs',
  'tags',
  'preview_event_definitions',
  'perform_action_runs_in_sequence',
  'halt_action_run_sequence_on_error',
  'online_store_javascript',
  'order_status_javascript',
  'shopify_api_version',
  'shopify_access_scopes_required',
  'liquid_profiling',
  'priority',
  'concurrency',
  'retry',
  'trigger_data_mode',
  'delete_after_secs',
] as const satisfies readonly (keyof TaskDefinition)[];

/** A task as a document that can be imported: its definition, its path, and what it was imported with besides. */
export function taskDocumentOf({ definition, path }: StoredTask): Map<string, unknown> {
  const unknown = jsonMembersOf(definition.unknown_keys?.text ?? '{}') ?? [];
  return new Map<string, unknown>([
    ...exportedKeys.map((key): [string, unknown] => [key, definition[key]]),
    ['path', path],
    ...unknown,
  ]);
}
