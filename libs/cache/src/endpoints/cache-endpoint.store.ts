import { Injectable } from '@nestjs/common';
import { type Id, newSecretId } from '@millwright/kernel';
import { bumpEpoch, type Sql, type Transaction } from '@millwright/database';
import type { CacheEndpoint } from './cache-endpoint.entity.ts';

/** What a person decides about a cache endpoint. */
export interface CacheEndpointFields {
  name: string;
  key: string;
  enabled: boolean;
}

/** A page of endpoints, newest first; `before` is the last one of the page before. */
export interface CacheEndpointListing {
  before?: { createdAt: Date; id: Id };
  limit: number;
}

const COLUMNS = `id, workspace_id as "workspaceId", name, key, enabled, changed_epoch as "changedEpoch",
  created_at as "createdAt", updated_at as "updatedAt", deleted_at as "deletedAt"`;

/** Cache endpoints: every write raises the configuration's epoch, so that readers elsewhere notice. */
@Injectable()
export class CacheEndpointStore {
  async create(
    tx: Transaction,
    workspaceId: Id,
    { name, key, enabled }: CacheEndpointFields,
  ): Promise<CacheEndpoint> {
    const epoch = await bumpEpoch(tx);
    const [created] = await tx.query<CacheEndpoint>(
      `insert into cache_endpoints (id, workspace_id, name, key, enabled, changed_epoch, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, date_trunc('milliseconds', now()), date_trunc('milliseconds', now()))
       returning ${COLUMNS}`,
      [newSecretId(), workspaceId, name, key, enabled, epoch],
    );
    return created!;
  }

  /** Changes what is given; undefined when the Workspace has no such endpoint. */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { name, key, enabled }: Partial<CacheEndpointFields>,
  ): Promise<CacheEndpoint | undefined> {
    const epoch = await bumpEpoch(tx);
    const [updated] = await tx.query<CacheEndpoint>(
      `update cache_endpoints
       set name = coalesce($3, name), key = coalesce($4, key), enabled = coalesce($5, enabled),
           changed_epoch = $6, updated_at = date_trunc('milliseconds', now())
       where workspace_id = $1 and id = $2 and deleted_at is null
       returning ${COLUMNS}`,
      [workspaceId, id, name ?? null, key ?? null, enabled ?? null, epoch],
    );
    return updated;
  }

  /** Whether there was one to delete. The row stays, so that caches elsewhere hear of it. */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    const epoch = await bumpEpoch(tx);
    const deleted = await tx.execute(
      `update cache_endpoints set deleted_at = now(), updated_at = now(), changed_epoch = $3
       where workspace_id = $1 and id = $2 and deleted_at is null`,
      [workspaceId, id, epoch],
    );
    return deleted > 0;
  }

  /** Deletes those of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    const epoch = await bumpEpoch(tx);
    await tx.execute(
      `update cache_endpoints set deleted_at = now(), updated_at = now(), changed_epoch = $2
       where workspace_id = $1 and deleted_at is null`,
      [workspaceId, epoch],
    );
  }

  /** One of the Workspace's; undefined when it is deleted or another's. */
  async find(sql: Sql, workspaceId: Id, id: Id): Promise<CacheEndpoint | undefined> {
    const [found] = await sql.query<CacheEndpoint>(
      `select ${COLUMNS} from cache_endpoints
       where workspace_id = $1 and id = $2 and deleted_at is null`,
      [workspaceId, id],
    );
    return found;
  }

  /** By its public address alone, for the door that serves it; undefined when deleted. */
  async byId(sql: Sql, id: Id): Promise<CacheEndpoint | undefined> {
    const [found] = await sql.query<CacheEndpoint>(
      `select ${COLUMNS} from cache_endpoints where id = $1 and deleted_at is null`,
      [id],
    );
    return found;
  }

  list(
    sql: Sql,
    workspaceId: Id,
    { before, limit }: CacheEndpointListing,
  ): Promise<CacheEndpoint[]> {
    return sql.query<CacheEndpoint>(
      `select ${COLUMNS} from cache_endpoints
       where workspace_id = $1 and deleted_at is null
         and ($2::timestamptz is null or (created_at, id) < ($2::timestamptz, $3::uuid))
       order by created_at desc, id desc
       limit $4`,
      [workspaceId, before?.createdAt ?? null, before?.id ?? null, limit],
    );
  }

  /** Everything newer than an epoch, deleted ones included (`deletedAt`): what a cache must drop or take over. */
  changedSince(sql: Sql, epoch: number): Promise<CacheEndpoint[]> {
    return sql.query<CacheEndpoint>(
      `select ${COLUMNS} from cache_endpoints where changed_epoch > $1 order by changed_epoch, id`,
      [epoch],
    );
  }
}
