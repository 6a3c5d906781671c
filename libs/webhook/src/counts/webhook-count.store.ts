import { insertRows, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';

/** Requests of a webhook that were well formed and became no event, by what stopped them. */
export interface WebhookCounts {
  duplicates: number;
  filtered: number;
  rate_limited: number;
}

export const noCounts: Readonly<WebhookCounts> = { duplicates: 0, filtered: 0, rate_limited: 0 };

/** The counts of webhooks. */
@Injectable()
export class WebhookCountStore {
  /** Adds to the counts of several webhooks, in the order of their ids. */
  async add(sql: Sql, counts: ReadonlyMap<Id, Readonly<WebhookCounts>>): Promise<void> {
    await insertRows<[Id, Readonly<WebhookCounts>]>(sql, {
      table: 'webhook_counts as c',
      columns: {
        webhook_id: ['uuid', ([id]) => id],
        duplicates: ['bigint', ([, { duplicates }]) => duplicates],
        filtered: ['bigint', ([, { filtered }]) => filtered],
        rate_limited: ['bigint', ([, { rate_limited }]) => rate_limited],
      },
      rows: [...counts].sort(([left], [right]) => (left < right ? -1 : 1)),
      then: `on conflict (webhook_id) do update set duplicates = c.duplicates + excluded.duplicates,
        filtered = c.filtered + excluded.filtered, rate_limited = c.rate_limited + excluded.rate_limited`,
    });
  }

  /** Those of some webhooks of a Workspace; who is missing has none. */
  async countsOf(
    sql: Sql,
    workspaceId: Id,
    webhookIds: readonly Id[],
  ): Promise<ReadonlyMap<Id, WebhookCounts>> {
    if (webhookIds.length === 0) return new Map();
    const rows = await sql.query<WebhookCounts & { id: Id }>(
      `select w.id, c.duplicates, c.filtered, c.rate_limited
       from webhook_counts c join webhooks w on w.id = c.webhook_id
       where w.workspace_id = $1 and c.webhook_id = any($2::uuid[])`,
      [workspaceId, webhookIds],
    );
    return new Map(rows.map(({ id, ...counts }) => [id, counts]));
  }
}
