import { bumpEpoch, type Database } from '@millwright/database';
import { insertOpenEvents, plainEnvelope, type NewEvent } from '@millwright/event';
import { newId, RawJson, type Id } from '@millwright/kernel';
import type { EndpointSettings } from '../endpoints/endpoint-settings.ts';
import type {
  EndpointFormat,
  EndpointMode,
  EndpointOrdering,
} from '../endpoints/endpoint.entity.ts';
import { endpointSettings } from './endpoint-settings.ts';

/** What matters to routing of an endpoint. */
export interface RoutedEndpoint {
  topics: string[];
  enabled?: boolean;
  deleted?: boolean;
  format?: EndpointFormat;
  mode?: EndpointMode;
  ordering?: EndpointOrdering;
  settings?: Partial<EndpointSettings>;
}

/** A Workspace with its settings. */
export async function givenRoutedWorkspace(
  database: Database,
  set: Record<string, unknown> = {},
): Promise<{ id: Id; slug: string }> {
  const id = newId();
  const slug = `w-${id.slice(-12)}`;
  await database.transaction(async (tx) => {
    await tx.execute(
      `insert into workspaces (id, slug, name, settings, changed_epoch) values ($1, $2, 'W', $3, $4)`,
      [id, slug, JSON.stringify(set), await bumpEpoch(tx)],
    );
  });
  return { id, slug };
}

/** An endpoint, or with `id` the change of one, as it is saved. */
export async function givenRoutedEndpoint(
  database: Database,
  workspaceId: Id,
  endpoint: RoutedEndpoint,
  id: Id = newId(),
): Promise<Id> {
  const { topics, enabled = true, deleted = false, format = 'standard' } = endpoint;
  const { mode = 'immediate', ordering = 'none' } = endpoint;
  await database.transaction(async (tx) => {
    await tx.execute(
      `insert into endpoints (id, workspace_id, name, url, topics, enabled, format, mode, ordering, settings,
         changed_epoch, deleted_at)
       values ($1, $2, 'E', 'https://example.com/', $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (id) do update set topics = $3, enabled = $4, format = $5, mode = $6, ordering = $7,
         settings = $8, changed_epoch = $9, deleted_at = $10`,
      [
        ...[id, workspaceId, topics, enabled, format, mode, ordering],
        JSON.stringify(endpointSettings({ retry_schedule: [0, 5], ...endpoint.settings })),
        await bumpEpoch(tx),
        deleted ? new Date() : null,
      ],
    );
    await tx.execute(
      `insert into endpoint_health (endpoint_id, workspace_id) values ($1, $2) on conflict do nothing`,
      [id, workspaceId],
    );
  });
  return id;
}

/** An event as it comes from intake. */
export const routableEvent = (
  workspaceId: Id,
  topic: string,
  {
    data = '{"a":1.0}',
    taskIds = null,
    id = newId(),
  }: { data?: string; taskIds?: Id[] | null; id?: Id } = {},
): NewEvent => ({
  envelope: plainEnvelope({
    id,
    workspace_id: workspaceId,
    topic,
    source: 'webhook',
    created_at: new Date().toISOString(),
    task_ids: taskIds,
  }),
  data: new RawJson(data),
  request: null,
});

/** Events with their rows, that wait as items of an endpoint. */
export async function givenItems(
  database: Database,
  endpointId: Id,
  events: readonly NewEvent[],
  queuedAt: Date = new Date(),
): Promise<Id[]> {
  await database.transaction(async (tx) => {
    await insertOpenEvents(tx, events);
    for (const { envelope } of events)
      await tx.execute(
        `insert into endpoint_items (endpoint_id, event_id, workspace_id, queued_at) values ($1, $2, $3, $4)`,
        [endpointId, envelope.id, envelope.workspace_id, queuedAt],
      );
  });
  return events.map(({ envelope }) => envelope.id);
}
