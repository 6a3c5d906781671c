import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { EndpointSettings } from '../endpoints/endpoint-settings.ts';
import type {
  EndpointFormat,
  EndpointMode,
  EndpointOrdering,
} from '../endpoints/endpoint.entity.ts';

/** The settings of an endpoint that decide which events become deliveries of it, and which. */
export type RoutedSettings = Pick<
  EndpointSettings,
  'exclude_fields' | 'filter' | 'ordering_key' | 'retry_schedule' | 'transformation' | 'type_names'
>;

/** An endpoint as routing knows it. */
export interface ActiveEndpoint {
  id: Id;
  workspaceId: Id;
  /** The slug of its Workspace. */
  workspace: string;
  topics: string[];
  format: EndpointFormat;
  mode: EndpointMode;
  ordering: EndpointOrdering;
  settings: RoutedSettings;
}

/** An endpoint that changed: `isActive` false: it was disabled or deleted, or its Workspace was. */
export type ChangedEndpoint = ActiveEndpoint & { isActive: boolean };

const columns = `e.id, e.workspace_id as "workspaceId", w.slug as workspace, e.topics, e.format, e.mode, e.ordering,
  e.settings, e.enabled and e.deleted_at is null and w.deleted_at is null as "isActive"`;

/** The endpoints that changed after an epoch, themselves or by the end of their Workspace. */
export const changedEndpoints = (sql: Sql, sinceEpoch: number): Promise<ChangedEndpoint[]> =>
  sql.query(
    `select ${columns} from endpoints e join workspaces w on w.id = e.workspace_id
     where e.changed_epoch > $1
     union all
     select ${columns} from workspaces w join endpoints e on e.workspace_id = w.id
     where w.changed_epoch > $1 and w.deleted_at is not null and e.changed_epoch <= $1`,
    [sinceEpoch],
  );

/** One endpoint as it is now; undefined: it gets nothing. */
export async function activeEndpoint(sql: Sql, id: Id): Promise<ActiveEndpoint | undefined> {
  const [found] = await sql.query<ChangedEndpoint>(
    `select ${columns} from endpoints e join workspaces w on w.id = e.workspace_id where e.id = $1`,
    [id],
  );
  return found?.isActive ? found : undefined;
}
