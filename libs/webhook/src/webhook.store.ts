import { bumpEpoch, updateRows, type Sql, type Transaction } from '@millwright/database';
import { newSecretId, pageOf, type Id, type PageOf, type PageRequest } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import type { Webhook } from './webhook.entity.ts';
import type { WebhookColumns } from './webhook.schema.ts';

/** Columns to be changed; undefined is left as it is. */
export type ColumnsPatch = { [Name in keyof WebhookColumns]?: WebhookColumns[Name] | undefined };

/** Webhooks of a Workspace. Every write raises the configuration's epoch, so that each ingress hears of it. */
@Injectable()
export class WebhookStore {
  async create(
    tx: Transaction,
    workspaceId: Id,
    settings: Omit<WebhookColumns, 'sealed'>,
  ): Promise<Webhook> {
    const epoch = await bumpEpoch(tx);
    const columns = columnsOf(settings);
    const placeholders = columns.map((_column, index) => `$${index + 4}`);
    const [created] = await tx.query<Webhook>(
      `insert into webhooks (id, workspace_id, changed_epoch, ${columns.map(([name]) => name).join(', ')}, created_at, updated_at)
       values ($1, $2, $3, ${placeholders.join(', ')}, ${NOW}, ${NOW})
       returning ${COLUMNS}`,
      [newSecretId(), workspaceId, epoch, ...columns.map(([, value]) => value)],
    );
    return created!;
  }

  /** Changes what is given; undefined when the Workspace has no such webhook. */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    patch: ColumnsPatch,
  ): Promise<Webhook | undefined> {
    const epoch = await bumpEpoch(tx);
    const columns = columnsOf(patch);
    const changes = columns.map(([name], index) => `${name} = $${index + 4}, `).join('');
    const [updated] = await tx.query<Webhook>(
      `update webhooks set ${changes} changed_epoch = $3, updated_at = ${NOW}
       where workspace_id = $1 and id = $2 and deleted_at is null
       returning ${COLUMNS}`,
      [workspaceId, id, epoch, ...columns.map(([, value]) => value)],
    );
    return updated;
  }

  /**
   * Whether there was one to delete. The row stays: its id is never used again, and caches
   * hear of it. Its secrets go.
   */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    const epoch = await bumpEpoch(tx);
    const deleted = await tx.execute(
      `update webhooks set deleted_at = ${NOW}, sealed = null, updated_at = ${NOW}, changed_epoch = $3
       where workspace_id = $1 and id = $2 and deleted_at is null`,
      [workspaceId, id, epoch],
    );
    await tx.execute(`delete from webhook_secrets where workspace_id = $1 and webhook_id = $2`, [
      workspaceId,
      id,
    ]);
    return deleted > 0;
  }

  /** One of the Workspace's; undefined when it is deleted or another's. */
  async find(sql: Sql, workspaceId: Id, id: Id): Promise<Webhook | undefined> {
    const [found] = await sql.query<Webhook>(
      `select ${COLUMNS} from webhooks
       where workspace_id = $1 and id = $2 and deleted_at is null`,
      [workspaceId, id],
    );
    return found;
  }

  /** Newest first. The cursor is the last id seen, which may have been deleted since. */
  async list(sql: Sql, workspaceId: Id, { limit, cursor }: PageRequest): Promise<PageOf<Webhook>> {
    const rows = await sql.query<Webhook>(
      `select ${COLUMNS} from webhooks
       where workspace_id = $1 and deleted_at is null and ($2::uuid is null or (created_at, id) <
         (select created_at, id from webhooks where workspace_id = $1 and id = $2))
       order by created_at desc, id desc
       limit $3`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ id }) => id);
  }

  /** The topics that a Workspace's webhooks name, each once; some are templates such as `user/github/{hint}`. */
  async topicsOf(sql: Sql, workspaceId: Id): Promise<string[]> {
    const rows = await sql.query<{ topic: string }>(
      `select distinct topic from webhooks where workspace_id = $1 and deleted_at is null`,
      [workspaceId],
    );
    return rows.map(({ topic }) => topic);
  }

  /** From now on, for a day, handshakes may tell secrets; undefined when the Workspace has no such webhook. */
  async openHandshakeWindow(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
  ): Promise<Webhook | undefined> {
    const epoch = await bumpEpoch(tx);
    const [opened] = await tx.query<Webhook>(
      `update webhooks set handshake_opened_at = ${NOW}, changed_epoch = $3
       where workspace_id = $1 and id = $2 and deleted_at is null
       returning ${COLUMNS}`,
      [workspaceId, id, epoch],
    );
    return opened;
  }

  /** Until when all its requests are kept for its owner to see; undefined when the Workspace has no such webhook. */
  async capture(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    until: Date | null,
  ): Promise<Webhook | undefined> {
    const epoch = await bumpEpoch(tx);
    const [updated] = await tx.query<Webhook>(
      `update webhooks set captures_until = $4, changed_epoch = $3
       where workspace_id = $1 and id = $2 and deleted_at is null
       returning ${COLUMNS}`,
      [workspaceId, id, epoch, until],
    );
    return updated;
  }

  /** Notes when webhooks were last used. No change of configuration: no epoch is raised. */
  async noteReceived(sql: Sql, received: ReadonlyMap<Id, Date>): Promise<void> {
    await updateRows<[Id, Date]>(sql, {
      table: 'webhooks',
      key: ([id]) => id,
      columns: { last_received_at: ['timestamptz', ([, at]) => at] },
      set: 'last_received_at = greatest(t.last_received_at, v.last_received_at)',
      rows: [...received],
    });
  }
}

// To the millisecond, as times go out and come back in.
const NOW = `date_trunc('milliseconds', now())`;

const COLUMNS = `id, workspace_id as "workspaceId", name, topic, enabled, data_mode as "dataMode", provider,
  verification, sealed, allowed_origins as "allowedOrigins", allowed_ips as "allowedIps",
  rate_limit as "rateLimit", dedupe, filter, max_body_bytes as "maxBodyBytes", response, captures_until as "capturesUntil",
  last_received_at as "lastReceivedAt", handshake_opened_at as "handshakeOpenedAt",
  last_handshake as "lastHandshake", lease_ends_at as "leaseEndsAt", lease_told_at as "leaseToldAt",
  changed_epoch as "changedEpoch",
  created_at as "createdAt", updated_at as "updatedAt", deleted_at as "deletedAt"`;

const documents: readonly string[] = [
  'verification',
  'allowed_origins',
  'allowed_ips',
  'rate_limit',
  'dedupe',
  'filter',
  'response',
];

/** A column for each setting given; they have the same names. */
const columnsOf = (settings: ColumnsPatch): [string, unknown][] =>
  Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, documents.includes(name) ? documentOf(value) : value]);

const documentOf = (value: unknown): string | null =>
  value === null ? null : JSON.stringify(value);
