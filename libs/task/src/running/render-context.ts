import type { EventEnvelope } from '@millwright/contracts';
import { stringifyJson, type RawJson } from '@millwright/kernel';
import type { WorkspaceFacts } from '../workspaces.ts';
import type { RunnableTask } from './task-catalogue.ts';

/** The environment of a script as exact JSON text: `event`, `options`, `task`, `shop`, `workspace`, `globals`. */
export function renderContextOf(
  { envelope, data }: { envelope: EventEnvelope; data: RawJson },
  { task, version }: RunnableTask,
  { shop }: WorkspaceFacts,
): string {
  const { definition } = version;
  return stringifyJson({
    event: {
      id: envelope.id,
      topic: envelope.topic,
      data,
      source: envelope.source,
      created_at: envelope.created_at,
      webhook_request_id: envelope.request_id,
      webhook_id: envelope.webhook_id,
      provider: envelope.provider,
      replay_of: envelope.replay_of,
    },
    options: definition.options,
    task: {
      id: task.id,
      name: task.name,
      path: task.path,
      options: definition.options,
      version: version.version,
      hash: version.hash.slice(0, 16),
      subscriptions: task.subscriptions,
      tags: definition.tags,
    },
    shop,
    workspace: shop,
    globals: {},
    input: {},
  });
}
