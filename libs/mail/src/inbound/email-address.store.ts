import type { Sql, Transaction } from '@millwright/database';
import { newSecretId, type Id } from '@millwright/kernel';

/** What a person decides about an address. */
export interface EmailAddressFields {
  name: string;
  enabled: boolean;
}

/** An address as it is shown. */
export interface StoredEmailAddress extends EmailAddressFields {
  id: Id;
  createdAt: Date;
  updatedAt: Date;
}

/** Where mail that comes to an address goes. */
export interface EmailRoute {
  workspaceId: Id;
  keepsOrder: boolean;
  /** As they were set: of the Workspace. */
  settings: Record<string, unknown>;
}

const COLUMNS = `id, name, enabled, created_at as "createdAt", updated_at as "updatedAt"`;
const MILLISECOND = `date_trunc('milliseconds', now())`;

/** The addresses at which Workspaces take mail. Each mail looks its own up: there is nothing to be told of changes. */
export class EmailAddressStore {
  async create(
    tx: Transaction,
    workspaceId: Id,
    { name, enabled }: EmailAddressFields,
  ): Promise<StoredEmailAddress> {
    const [created] = await tx.query<StoredEmailAddress>(
      `insert into email_addresses (id, workspace_id, name, enabled, created_at, updated_at)
       values ($1, $2, $3, $4, ${MILLISECOND}, ${MILLISECOND}) returning ${COLUMNS}`,
      [newSecretId(), workspaceId, name, enabled],
    );
    return created!;
  }

  /** Changes what is given; undefined when the Workspace has no such address. */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { name, enabled }: { name?: string | undefined; enabled?: boolean | undefined },
  ): Promise<StoredEmailAddress | undefined> {
    const [updated] = await tx.query<StoredEmailAddress>(
      `update email_addresses
       set name = coalesce($3, name), enabled = coalesce($4, enabled), updated_at = ${MILLISECOND}
       where workspace_id = $1 and id = $2 returning ${COLUMNS}`,
      [workspaceId, id, name ?? null, enabled ?? null],
    );
    return updated;
  }

  /** Removes one; answers whether there was one. */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    const removed = await tx.execute(
      'delete from email_addresses where workspace_id = $1 and id = $2',
      [workspaceId, id],
    );
    return removed > 0;
  }

  /** Removes those of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    await tx.execute('delete from email_addresses where workspace_id = $1', [workspaceId]);
  }

  /** One of the Workspace's. */
  async find(sql: Sql, workspaceId: Id, id: Id): Promise<StoredEmailAddress | undefined> {
    const [found] = await sql.query<StoredEmailAddress>(
      `select ${COLUMNS} from email_addresses where workspace_id = $1 and id = $2`,
      [workspaceId, id],
    );
    return found;
  }

  /** Newest first; `before` is the last one of the page before: ids are random, so that the time comes first. */
  list(
    sql: Sql,
    workspaceId: Id,
    { before, limit }: { before?: { createdAt: Date; id: Id }; limit: number },
  ): Promise<StoredEmailAddress[]> {
    return sql.query<StoredEmailAddress>(
      `select ${COLUMNS} from email_addresses
       where workspace_id = $1
         and ($2::timestamptz is null or (created_at, id) < ($2::timestamptz, $3::uuid))
       order by created_at desc, id desc limit $4`,
      [workspaceId, before?.createdAt ?? null, before?.id ?? null, limit],
    );
  }

  /** By the address alone, for the door that takes mail; undefined when it takes none. */
  async routeOf(sql: Sql, id: Id): Promise<EmailRoute | undefined> {
    const [route] = await sql.query<EmailRoute>(
      `select workspace_id as "workspaceId", keeps_order as "keepsOrder", settings
       from email_addresses join workspaces on workspaces.id = workspace_id
       where email_addresses.id = $1 and enabled and deleted_at is null`,
      [id],
    );
    return route;
  }
}
