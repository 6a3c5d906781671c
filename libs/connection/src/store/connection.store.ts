import { bumpEpoch, type Sql, type Transaction } from '@millwright/database';
import { newSecretId, pageOf, type Id, type PageOf, type PageRequest } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import type { Connection } from './connection.entity.ts';

/** The most Connections of a Workspace. */
export const MAX_CONNECTIONS = 200;

/** What is kept of a Connection besides ids and times. */
export type ConnectionColumns = Pick<Connection, 'name' | 'settings' | 'secretFields' | 'sealed'>;

/** A Connection about to be made. */
export type NewConnection = ConnectionColumns &
  Pick<Connection, 'id' | 'workspaceId' | 'type' | 'inboundTokenHash'>;

/** Of one that was deleted, what is told of it. */
type Deleted = Pick<Connection, 'name' | 'type'>;

/** The Connections of Workspaces, as they lie. Every write raises the epoch, so that each process hears of it. */
@Injectable()
export class ConnectionStore {
  /** Adds one; undefined: its name is taken. */
  async create(tx: Transaction, made: NewConnection): Promise<Connection | undefined> {
    const epoch = await bumpEpoch(tx);
    const { id, workspaceId, name, type, settings, secretFields, sealed, inboundTokenHash } = made;
    const [created] = await tx.query<Connection>(
      `insert into connections (id, workspace_id, name, type, settings, secret_fields, sealed,
         inbound_id, inbound_token_hash, changed_epoch, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ${NOW}, ${NOW})
       on conflict (workspace_id, name) where deleted_at is null do nothing
       returning ${CONNECTION_COLUMNS}`,
      [
        ...[id, workspaceId, name, type, JSON.stringify(settings), secretFields, sealed],
        ...[newSecretId(), inboundTokenHash, epoch],
      ],
    );
    return created;
  }

  /** Writes one that is there; undefined: its new name is taken. */
  async update(
    tx: Transaction,
    { id, workspaceId }: Pick<Connection, 'id' | 'workspaceId'>,
    { name, settings, secretFields, sealed }: ConnectionColumns,
  ): Promise<Connection | undefined> {
    // Who holds the epoch writes alone: the name is as free at the commit as it is now.
    const epoch = await bumpEpoch(tx);
    const [updated] = await tx.query<Connection>(
      `update connections c set name = $3, settings = $4, secret_fields = $5, sealed = $6,
         revision = revision + 1, changed_epoch = $7, updated_at = ${NOW}
       where workspace_id = $1 and id = $2 and deleted_at is null and not exists (
         select 1 from connections o
         where o.workspace_id = $1 and o.name = $3 and o.id <> $2 and o.deleted_at is null)
       returning ${CONNECTION_COLUMNS}`,
      [workspaceId, id, name, JSON.stringify(settings), secretFields, sealed, epoch],
    );
    return updated;
  }

  /** Takes another inbound token in place of the one before; undefined when the Workspace has no such Connection. */
  async changeInboundToken(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    hash: string,
  ): Promise<Connection | undefined> {
    const epoch = await bumpEpoch(tx);
    const [changed] = await tx.query<Connection>(
      `update connections set inbound_token_hash = $3, changed_epoch = $4, updated_at = ${NOW}
       where workspace_id = $1 and id = $2 and deleted_at is null returning ${CONNECTION_COLUMNS}`,
      [workspaceId, id, hash, epoch],
    );
    return changed;
  }

  /** The deleted one; undefined when there was none. The row stays, its fields go. */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<Deleted | undefined> {
    const [deleted] = await this.deleteSome(tx, workspaceId, id);
    return deleted;
  }

  /** Deletes those of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    await this.deleteSome(tx, workspaceId, null);
  }

  /** One of the Workspace's; undefined when it is deleted or another's. */
  async find(sql: Sql, workspaceId: Id, id: Id): Promise<Connection | undefined> {
    const [found] = await sql.query<Connection>(
      `select ${CONNECTION_COLUMNS} from connections
       where workspace_id = $1 and id = $2 and deleted_at is null`,
      [workspaceId, id],
    );
    return found;
  }

  /** Newest first. The cursor is the last id seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { type }: { type?: string | undefined },
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<Connection>> {
    const rows = await sql.query<Connection>(
      `select ${CONNECTION_COLUMNS} from connections
       where workspace_id = $1 and deleted_at is null and ($2::text is null or type = $2)
         and ($3::uuid is null or id < $3)
       order by id desc limit $4`,
      [workspaceId, type ?? null, cursor ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ id }) => id);
  }

  /** How many a Workspace has. */
  async countOf(sql: Sql, workspaceId: Id): Promise<number> {
    const [row] = await sql.query<{ count: number }>(
      'select count(*) as count from connections where workspace_id = $1 and deleted_at is null',
      [workspaceId],
    );
    return row!.count;
  }

  private async deleteSome(tx: Transaction, workspaceId: Id, id: Id | null): Promise<Deleted[]> {
    const epoch = await bumpEpoch(tx);
    await tx.execute(
      `delete from connection_renewals where workspace_id = $1 and ($2::uuid is null or id = $2)`,
      [workspaceId, id],
    );
    return tx.query<Deleted>(
      `update connections set deleted_at = ${NOW}, updated_at = ${NOW}, changed_epoch = $3,
         settings = '{}', secret_fields = '{}', sealed = null, revision = revision + 1
       where workspace_id = $1 and ($2::uuid is null or id = $2) and deleted_at is null
       returning name, type`,
      [workspaceId, id, epoch],
    );
  }
}

// To the millisecond, as times go out and come back in.
const NOW = `date_trunc('milliseconds', now())`;

/** A Connection in queries: its row under the names of the entity. */
export const CONNECTION_COLUMNS = `id, workspace_id as "workspaceId", name, type, settings,
  secret_fields as "secretFields", sealed, revision, inbound_id as "inboundId",
  inbound_token_hash as "inboundTokenHash", changed_epoch as "changedEpoch",
  created_at as "createdAt", updated_at as "updatedAt", deleted_at as "deletedAt"`;
