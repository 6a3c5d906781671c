import type { Sql } from './sql.ts';

/**
 * Takes or renews leadership over `name` for so many seconds; false while another holder's lease runs. Both embodiments
 * know it, where a lock of the session would not survive PGlite's one session for all. A lease that ends later than one
 * taken now was taken before the clock was set back, and is void.
 */
export async function tryLease(
  sql: Sql,
  name: string,
  holder: string,
  seconds: number,
): Promise<boolean> {
  const rows = await sql.query(
    `insert into leases as held (name, holder, until)
     values ($1, $2, clock_timestamp() + make_interval(secs => $3))
     on conflict (name) do update set holder = excluded.holder, until = excluded.until
       where held.holder = excluded.holder or held.until < clock_timestamp()
         or held.until > clock_timestamp() + make_interval(secs => $3)
     returning name`,
    [name, holder, seconds],
  );
  return rows.length === 1;
}

/** Gives leadership up before its time, if it is still this holder's. */
export async function releaseLease(sql: Sql, name: string, holder: string): Promise<void> {
  await sql.execute(`delete from leases where name = $1 and holder = $2`, [name, holder]);
}
