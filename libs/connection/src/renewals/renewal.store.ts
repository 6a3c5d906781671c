import type { SealedColumn, Sql } from '@millwright/database';
import { SecretBoxError, type Id, type SecretBox } from '@millwright/kernel';
import type { Connection } from '../store/connection.entity.ts';
import { openFields } from '../store/sealed-fields.ts';

/** What an exchange gave. */
export interface Exchanged {
  /** The refresh token of the Connection that began the chain: given another, the Connection begins anew. */
  given: string;
  token: string;
  /** The one for the next exchange. */
  refreshToken: string;
  /** When the access token ends: milliseconds since 1970. */
  untilMs: number;
}

/** Whose exchange it was. */
export interface RenewedConnection {
  id: Id;
  workspaceId: Id;
}

const contextOf = (workspaceId: Id, id: Id): string =>
  `workspaces/${workspaceId}/connections/${id}/renewal`;

/** Where they lie. */
export const sealedRenewals: SealedColumn = {
  table: 'connection_renewals',
  columns: ['workspace_id'],
  contextOf: ({ workspace_id, id }) => contextOf(workspace_id!, id!),
};

/** The last exchange of each Connection that has a refresh token, sealed. */
export class RenewalStore {
  constructor(
    private readonly sql: Sql,
    private readonly box: SecretBox,
  ) {}

  /** Undefined: there was none, or no key opens it. */
  async read({ id, workspaceId }: RenewedConnection): Promise<Exchanged | undefined> {
    const [row] = await this.sql.query<{ sealed: string }>(
      'select sealed from connection_renewals where id = $1 and workspace_id = $2',
      [id, workspaceId],
    );
    if (row === undefined) return undefined;
    try {
      return JSON.parse(this.box.open(row.sealed, contextOf(workspaceId, id))) as Exchanged;
    } catch (error) {
      if (error instanceof SecretBoxError) return undefined;
      throw error;
    }
  }

  /**
   * In place of the one before, unless the Connection was deleted or given another refresh token meanwhile.
   * @throws SecretBoxError without a key
   */
  async keep(connection: RenewedConnection, exchanged: Exchanged): Promise<void> {
    const { id, workspaceId } = connection;
    const [row] = await this.sql.query<Pick<Connection, 'sealed' | 'revision'>>(
      `select sealed, revision from connections
       where id = $1 and workspace_id = $2 and deleted_at is null`,
      [id, workspaceId],
    );
    if (row === undefined) return;
    const { refresh_token: given } = openFields(this.box, { id, workspaceId, sealed: row.sealed });
    if (given !== exchanged.given) return;
    const sealed = this.box.seal(JSON.stringify(exchanged), contextOf(workspaceId, id));
    const kept = await this.sql.execute(
      `insert into connection_renewals (id, workspace_id, sealed)
       select id, workspace_id, $3 from connections
       where id = $1 and workspace_id = $2 and revision = $4 and deleted_at is null
       on conflict (id) do update set sealed = excluded.sealed, updated_at = now()`,
      [id, workspaceId, sealed, row.revision],
    );
    // It was changed since we looked: perhaps only its name.
    if (kept === 0) await this.keep(connection, exchanged);
  }
}
