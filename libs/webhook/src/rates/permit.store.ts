import { RowsInArrays, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';

/** A wish for permits, each of them for one request. */
export interface PermitAsk {
  id: Id;
  wanted: number;
  /** How many were used without a permit, while there was nobody to ask; below 0: how many go back unused. */
  owed: number;
  /** The limit: so many requests in any window. */
  requests: number;
  windowMs: number;
}

/** What was given. Fewer than were wanted: the limit is reached, and after `freeInMs` there are more. */
export interface Permits {
  granted: number;
  freeInMs: number;
  /** How many instances ask for permits of late, with this one. */
  takers: number;
}

/** Permits of one such part of the window are remembered together, as if all were given at its last moment. */
const PARTS = 100;
/** Who has not asked for so long is gone. */
const TAKER_SECONDS = 10;
const LONGEST_WINDOW_MS = 86_400_000;

const asks = new RowsInArrays<PermitAsk>(
  {
    id: ['uuid', ({ id }) => id],
    wanted: ['integer', ({ wanted }) => wanted],
    owed: ['integer', ({ owed }) => owed],
    requests: ['integer', ({ requests }) => requests],
    window_ms: ['bigint', ({ windowMs }) => windowMs],
    part_ms: ['bigint', ({ windowMs }) => Math.max(1, Math.floor(windowMs / PARTS))],
  },
  2,
);

/**
 * All asks in one statement. Rows are locked first, in one order; then the time is read, so that it runs as the permits
 * are given. What is no longer in the window is forgotten.
 */
const givePermits = `
  with taker as (
    insert into rate_takers as t (id, seen_at) values ($1, now())
    on conflict (id) do update set seen_at = now() where t.seen_at < now() - interval '1 second'
  ), locked as materialized (
    select w.id, w.starts, w.counts from rate_windows w
    where w.id = any(${asks.parameter('id')}) order by w.id for update
  ), given as materialized (
    select l.id, n.now_ms, v.part_ms, v.owed, p.starts, p.counts,
      least(v.wanted, greatest(0, v.requests - v.owed - p.used)) as granted,
      coalesce(p.starts[1], n.now_ms) + v.window_ms - n.now_ms as "freeInMs"
    from locked l join ${asks.from('v')} on v.id = l.id
    cross join lateral (
      select greatest(floor(extract(epoch from clock_timestamp()) * 1000)::bigint,
        l.starts[cardinality(l.starts)]) as now_ms
    ) n
    cross join lateral (
      select coalesce(sum(p.count), 0)::integer as used,
        coalesce(array_agg(p.start order by p.start), '{}') as starts,
        coalesce(array_agg(p.count order by p.start), '{}') as counts
      from unnest(l.starts, l.counts) p (start, count) where p.start > n.now_ms - v.window_ms
    ) p
  ), written as (
    update rate_windows w set
      starts = case when s.is_same then g.starts[:s.last - 1] || g.now_ms else g.starts || g.now_ms end,
      counts = case when s.is_same then g.counts[:s.last - 1] || g.counts[s.last] + g.granted + g.owed
        else g.counts || g.granted + g.owed end
    from given g cross join lateral (
      select cardinality(g.starts) as last,
        coalesce(g.starts[cardinality(g.starts)] / g.part_ms = g.now_ms / g.part_ms, false) as is_same
    ) s
    where w.id = g.id and g.granted + g.owed <> 0
  )
  select given.id, given.granted, given."freeInMs",
    (select count(*)::integer + 1 from rate_takers
     where id <> $1 and seen_at > now() - interval '${TAKER_SECONDS} seconds') as takers
  from given`;

/** Gives permits for requests, of each webhook and Workspace no more than its limit in any window. */
@Injectable()
export class PermitStore {
  /** `taker` is the instance. One answer for each ask, whose ids differ. */
  async give(sql: Sql, taker: Id, wanted: readonly PermitAsk[]): Promise<Permits[]> {
    const given = await this.giveKnown(sql, taker, wanted);
    const unknown = wanted.filter(({ id }) => !given.has(id));
    if (unknown.length > 0) {
      await sql.execute(
        'insert into rate_windows (id) select * from unnest($1::uuid[]) order by 1 on conflict do nothing',
        [unknown.map(({ id }) => id)],
      );
      for (const [id, permits] of await this.giveKnown(sql, taker, unknown)) given.set(id, permits);
    }
    return wanted.map(({ id }) => given.get(id) ?? noPermits);
  }

  /** Forgets what no window reaches, at most `limit` of each; answers how many. */
  async purge(sql: Sql, limit: number): Promise<number> {
    const windows = await sql.execute(
      `delete from rate_windows where id in (
         select id from rate_windows
         where coalesce(starts[cardinality(starts)], 0) < extract(epoch from now()) * 1000 - $2
         limit $1 for update skip locked)`,
      [limit, 2 * LONGEST_WINDOW_MS],
    );
    const takers = await sql.execute(
      `delete from rate_takers where id in (
         select id from rate_takers where seen_at < now() - interval '1 day' limit $1 for update skip locked)`,
      [limit],
    );
    return windows + takers;
  }

  private async giveKnown(
    sql: Sql,
    taker: Id,
    wanted: readonly PermitAsk[],
  ): Promise<Map<Id, Permits>> {
    const given = await sql.query<Permits & { id: Id }>(givePermits, [
      taker,
      ...asks.parameters(wanted),
    ]);
    return new Map(given.map(({ id, ...permits }) => [id, permits]));
  }
}

/** Deleted between two statements: whoever asks again gets some. */
const noPermits: Permits = { granted: 0, freeInMs: 1, takers: 1 };
