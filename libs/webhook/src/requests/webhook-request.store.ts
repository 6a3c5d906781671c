import { insertRows, type ColumnsOf, type Sql, type Transaction } from '@millwright/database';
import {
  newId,
  pageOf,
  storableText,
  type Id,
  type PageOf,
  type PageRequest,
} from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import {
  KEPT_BODY_BYTES,
  KEPT_CAPTURED,
  KEPT_DAYS,
  KEPT_REJECTIONS,
  type SeenRequest,
} from './seen-request.ts';
import type { WebhookRequest } from './webhook-request.entity.ts';

/** Keeps requests for the owners of webhooks: those that were refused, and all while they are captured. */
@Injectable()
export class WebhookRequestStore {
  /** Adds requests, oldest first, and removes those of their webhooks that are too many now. */
  async add(tx: Transaction, requests: readonly SeenRequest[]): Promise<void> {
    if (requests.length === 0) return;
    await insertRows(tx, { table: 'webhook_requests', columns, rows: requests });
    const webhooks = (isRefused: boolean): Id[] => [
      ...new Set(
        requests
          .filter(({ reason }) => (reason !== null) === isRefused)
          .map(({ webhookId }) => webhookId),
      ),
    ];
    await removeOlder(tx, webhooks(true), 'is not null', KEPT_REJECTIONS);
    await removeOlder(tx, webhooks(false), 'is null', KEPT_CAPTURED);
  }

  /** The refused requests of a webhook, newest first. */
  async rejectionsOf(
    sql: Sql,
    workspaceId: Id,
    webhookId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<WebhookRequest>> {
    const rows = await sql.query<WebhookRequest>(
      `select ${COLUMNS} from webhook_requests
       where workspace_id = $1 and webhook_id = $2 and reason is not null
         and ($3::uuid is null or id < $3) and ${RECENT}
       order by id desc limit $4`,
      [workspaceId, webhookId, cursor ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ id }) => id);
  }

  /** The newest of all requests of a webhook that are kept here; one of them by its request id. */
  latestOf(
    sql: Sql,
    workspaceId: Id,
    webhookId: Id,
    { limit, requestId }: { limit: number; requestId?: Id | undefined },
  ): Promise<WebhookRequest[]> {
    return sql.query<WebhookRequest>(
      `select ${COLUMNS} from webhook_requests
       where workspace_id = $1 and webhook_id = $2 and ($3::uuid is null or request_id = $3) and ${RECENT}
       order by id desc limit $4`,
      [workspaceId, webhookId, requestId ?? null, limit],
    );
  }

  /** Deletes a batch of those that are past their time; answers how many. */
  purge(sql: Sql, limit: number): Promise<number> {
    return sql.execute(
      `delete from webhook_requests where id in
         (select id from webhook_requests where not (${RECENT}) order by id limit $1)`,
      [limit],
    );
  }
}

// The body as Postgres writes bytes.
const columns: ColumnsOf<SeenRequest> = {
  id: ['uuid', () => newId()],
  workspace_id: ['uuid', ({ workspaceId }) => workspaceId],
  webhook_id: ['uuid', ({ webhookId }) => webhookId],
  request_id: ['uuid', ({ requestId }) => requestId],
  received_at: ['timestamptz', ({ receivedMs }) => new Date(receivedMs)],
  provider: ['text', ({ provider }) => provider],
  method: ['text', ({ method }) => storableText(method)],
  url: ['text', ({ url }) => storableText(url)],
  ip: ['text', ({ ip }) => ip],
  headers: ['text', ({ headers }) => JSON.stringify(headers)],
  body: ['bytea', ({ body }) => body && `\\x${body.subarray(0, KEPT_BODY_BYTES).toString('hex')}`],
  body_bytes: ['integer', ({ bodyBytes }) => bodyBytes],
  status: ['smallint', ({ status }) => status],
  reason: ['text', ({ reason }) => reason],
  handshake: ['text', ({ handshake }) => handshake],
};

const COLUMNS = `id, workspace_id as "workspaceId", webhook_id as "webhookId", request_id as "requestId",
  received_at as "receivedAt", provider, method, url, ip, headers, body, body_bytes as "bodyBytes", status, reason,
  handshake`;

const RECENT = `received_at > now() - interval '${KEPT_DAYS} days'`;

const removeOlder = (
  tx: Transaction,
  webhookIds: readonly Id[],
  reason: 'is null' | 'is not null',
  kept: number,
): Promise<number> =>
  tx.execute(
    `delete from webhook_requests r
     using (select w.id as webhook_id,
              (select k.id from webhook_requests k where k.webhook_id = w.id and k.reason ${reason}
               order by k.id desc offset $2 limit 1) as last_id
            from unnest($1::uuid[]) w (id)) too_many
     where r.webhook_id = too_many.webhook_id and r.reason ${reason} and r.id <= too_many.last_id`,
    [webhookIds, kept],
  );
