import { RowsInArrays, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { KEPT_A_MINUTE, KEPT_DAYS } from './seen-request.ts';

const MINUTE_MS = 60_000;

/** Requests of one webhook that were refused together. */
export interface Refusals {
  webhookId: Id;
  /** When the first of them came. */
  sinceMs: number;
  count: number;
}

/** How many of them may be kept, and until when no more may be; undefined: more may be. */
export interface Leave {
  kept: number;
  fullUntilMs: number | undefined;
}

/** Counts refused requests, over all instances: of any minute only the first few are kept. */
@Injectable()
export class RejectionCounts {
  /** Counts; says how many of each webhook may be kept. A minute begins with the first that was refused. */
  async add(sql: Sql, refusals: readonly Refusals[]): Promise<ReadonlyMap<Id, Leave>> {
    // In one order everywhere, so that two instances never wait for each other in a circle.
    const sorted = [...refusals].sort((a, b) => (a.webhookId < b.webhookId ? -1 : 1));
    const arrays = new RowsInArrays<Refusals>({
      webhook_id: ['uuid', ({ webhookId }) => webhookId],
      at: ['timestamptz', ({ sinceMs }) => new Date(sinceMs)],
      refused: ['integer', ({ count }) => count],
    });
    const rows = await sql.query<{ webhook_id: Id; began_at: Date; refused: number }>(
      `insert into webhook_rejection_counts as t (webhook_id, minute_began_at, minute_refused, suppressed)
       select v.webhook_id, v.at, v.refused, ${overflow('v.refused', 'v.refused')} from ${arrays.from('v')}
       on conflict (webhook_id) do update set
         minute_began_at = case when ${IS_NEW} then excluded.minute_began_at else t.minute_began_at end,
         minute_refused = excluded.minute_refused + case when ${IS_NEW} then 0 else t.minute_refused end,
         suppressed = t.suppressed + case when ${IS_NEW} then excluded.suppressed
           else ${overflow('t.minute_refused + excluded.minute_refused', 'excluded.minute_refused')} end
       returning webhook_id, minute_began_at as began_at, minute_refused as refused`,
      arrays.parameters(sorted),
    );
    const counts = new Map(sorted.map(({ webhookId, count }) => [webhookId, count]));
    return new Map(
      rows.map(({ webhook_id, began_at, refused }) => [
        webhook_id,
        leaveOf(counts.get(webhook_id)!, refused, began_at),
      ]),
    );
  }

  /** How many refused requests of a webhook left no row. */
  async suppressedOf(sql: Sql, webhookId: Id): Promise<number> {
    const [row] = await sql.query<{ suppressed: number }>(
      `select suppressed from webhook_rejection_counts where webhook_id = $1 and not (${IS_OVER})`,
      [webhookId],
    );
    return row?.suppressed ?? 0;
  }

  /** Forgets webhooks that refused nothing for long. */
  purge(sql: Sql): Promise<number> {
    return sql.execute(`delete from webhook_rejection_counts where ${IS_OVER}`);
  }
}

function leaveOf(count: number, refused: number, beganAt: Date): Leave {
  const kept = Math.min(count, Math.max(0, KEPT_A_MINUTE - (refused - count)));
  const isFull = refused >= KEPT_A_MINUTE;
  return { kept, fullUntilMs: isFull ? beganAt.getTime() + MINUTE_MS : undefined };
}

/** Of those added last, how many are above what a minute keeps. */
const overflow = (all: string, added: string): string =>
  `greatest(0, least(${added}, ${all} - ${KEPT_A_MINUTE}))`;

const IS_NEW = `excluded.minute_began_at >= t.minute_began_at + interval '${MINUTE_MS} milliseconds'`;
const IS_OVER = `minute_began_at < now() - interval '${KEPT_DAYS} days'`;
