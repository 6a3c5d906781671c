import { mondayOf, type HistoryWeek, type Sql } from '@millwright/database';
import { timeOf, type Id } from '@millwright/kernel';

/** How many generations of child events an event waits for. */
export const GENERATIONS = 5;

/** Since when nothing of a week has been seen unfinished; undefined while something is. */
export type Finished = ReadonlyMap<number, Date>;

/**
 * Notes which of the weeks that are over have unfinished work, and answers since when the others have none. By that a
 * whole week is known to be past its time without a look at its rows. What was open at one look and is not at the
 * next ended in between: it counts as ended now. A week never seen before counts as ended now, too.
 */
export async function watchWeeks(sql: Sql, weeks: readonly HistoryWeek[]): Promise<Finished> {
  const dates = weeks.map(({ monday }) => dateOf(monday));
  await sql.execute('delete from history_weeks where not monday = any($1::date[])', [dates]);
  await sql.execute(
    `insert into history_weeks (monday, unfinished_at) select monday, now() from unnest($1::date[]) monday
     on conflict do nothing`,
    [dates],
  );
  // Before the look, so that a run that is started again meanwhile stays noted.
  await sql.execute(
    'update history_weeks set unfinished_at = now(), is_open = false where is_open',
  );
  const open: string[] = [];
  for (const week of weeks) if (await hasOpenWork(sql, week)) open.push(dateOf(week.monday));
  await sql.execute(
    'update history_weeks set unfinished_at = now(), is_open = true where monday = any($1::date[])',
    [open],
  );
  const rows = await sql.query<{ monday: string; unfinished_at: Date }>(
    `select monday::text as monday, unfinished_at from history_weeks where not is_open`,
  );
  return new Map(
    rows.map(({ monday, unfinished_at: at }) => [Date.parse(`${monday}T00:00:00Z`), at]),
  );
}

/** Notes that something below some events is unfinished again. Their ancestors wait for it, too. */
export async function noteReopened(sql: Sql, eventIds: readonly Id[]): Promise<void> {
  const rows = await sql.query<{ id: Id }>(
    `with recursive up (id, depth) as (
       select unnest($1::uuid[]), 0
       union all
       select e.parent_id, depth + 1 from up join events e on e.id = up.id
       where e.parent_id is not null and depth < ${GENERATIONS}
     )
     select id from up`,
    [eventIds],
  );
  const mondays = new Set(rows.map(({ id }) => dateOf(mondayOf(timeOf(id)))));
  await sql.execute('update history_weeks set is_open = true where monday = any($1::date[])', [
    [...mondays],
  ]);
}

/** Whether something of a week, or below it in later weeks, is unfinished, or was begun again since the last look. */
export async function isUnfinished(sql: Sql, week: HistoryWeek): Promise<boolean> {
  const [row] = await sql.query('select 1 from history_weeks where monday = $1 and is_open', [
    dateOf(week.monday),
  ]);
  return row !== undefined || hasOpenWork(sql, week);
}

/** Looks at the open work, and at the events of later weeks whose parents are in this one. */
async function hasOpenWork(sql: Sql, { from, to }: HistoryWeek): Promise<boolean> {
  const [row] = await sql.query<{ open: boolean }>(
    `with recursive below (id, depth) as (
       select id, 1 from events where parent_id >= $1 and parent_id < $2 and id >= $2
       union all
       select e.id, depth + 1 from below b join events e on e.parent_id = b.id and e.id >= b.id
       where depth < ${GENERATIONS}
     )
     select exists (select from work where event_id >= $1 and event_id < $2)
       or exists (select from below b join work w on w.event_id = b.id) as open`,
    [from, to],
  );
  return row!.open;
}

const dateOf = (ms: number): string => new Date(ms).toISOString().replace(/T.*/, '');
