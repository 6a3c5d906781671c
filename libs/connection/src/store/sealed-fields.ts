import type { SealedColumn } from '@millwright/database';
import type { Id, SecretBox } from '@millwright/kernel';
import type { Connection } from './connection.entity.ts';

type Place = Pick<Connection, 'id' | 'workspaceId'>;

/** What the secrets of a Connection are sealed for: they open nowhere else. */
const contextOf = (workspaceId: Id, id: Id): string =>
  `workspaces/${workspaceId}/connections/${id}`;

/** Where they lie. */
export const sealedConnections: SealedColumn = {
  table: 'connections',
  columns: ['workspace_id'],
  contextOf: ({ workspace_id, id }) => contextOf(workspace_id!, id!),
};

/** Null: there are none. @throws SecretBoxError without a key to seal with */
export const sealFields = (
  box: SecretBox,
  { id, workspaceId }: Place,
  secrets: Readonly<Record<string, unknown>>,
): string | null =>
  Object.keys(secrets).length === 0
    ? null
    : box.seal(JSON.stringify(secrets), contextOf(workspaceId, id));

/** The secrets of a Connection. @throws SecretBoxError when no configured key opens them */
export const openFields = (
  box: SecretBox,
  { id, workspaceId, sealed }: Place & Pick<Connection, 'sealed'>,
): Record<string, unknown> =>
  sealed === null
    ? {}
    : (JSON.parse(box.open(sealed, contextOf(workspaceId, id))) as Record<string, unknown>);
