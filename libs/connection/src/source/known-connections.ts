import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { DefaultSetting } from '../connection-type.ts';
import type { Connection } from '../store/connection.entity.ts';

/** Of a Connection, what tells which one is meant. */
export type NamedConnection = Pick<Connection, 'name' | 'type'>;

/** Of a Connection, what opens it. */
export type ConnectionRow = Pick<
  Connection,
  'id' | 'workspaceId' | 'name' | 'type' | 'revision' | 'settings' | 'sealed'
>;

/** The Connections of a Workspace, and the names that it has set as defaults. */
export interface KnownConnections<Known extends NamedConnection = NamedConnection> {
  connections: readonly Known[];
  defaults: Readonly<Record<DefaultSetting, string | null>>;
}

interface KnownRow {
  mail: string | null;
  shopify: string | null;
  connections: ConnectionRow[];
}

/** Reads them, by name, in one statement. Nothing of them is opened. */
export async function readKnownConnections(
  sql: Sql,
  workspaceId: Id,
): Promise<KnownConnections<ConnectionRow>> {
  const [row] = await sql.query<KnownRow>(
    `select w.settings->>'default_mail_connection' as mail,
       w.settings->>'default_shopify_connection' as shopify,
       (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'workspaceId', c.workspace_id,
            'name', c.name, 'type', c.type, 'revision', c.revision, 'settings', c.settings,
            'sealed', c.sealed) order by c.name), '[]')
          from connections c where c.workspace_id = w.id and c.deleted_at is null) as connections
     from workspaces w where w.id = $1 and w.deleted_at is null`,
    [workspaceId],
  );
  return {
    connections: row?.connections ?? [],
    defaults: {
      default_mail_connection: row?.mail ?? null,
      default_shopify_connection: row?.shopify ?? null,
    },
  };
}
