import { workspaces } from './fill.mjs';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long retention leaves rows to the drop of their week. */
const LATE_MS = 20 * HOUR_MS;
export const FEW_ROWS = 50;
/** By how much a pass may miss the rows that it was to remove: they stand at whole milliseconds. */
const OFF_BY = 5;

/**
 * What retention does on a database, oldest history first: `removeFew` one pass that removes 50 events row by row,
 * `removeDay` one that removes the events of a day, `dropWeek` one that drops the rest of the week as a whole. Each
 * with how long the Workspaces keep events set so that no more than that has passed. Their answers are what went.
 */
export async function retentionOn({ database, span, events }) {
  const { Retention } = await import('@millwright/task');
  const { listWeeks, WEEK_MS } = await import('@millwright/database');
  const { silentLogger: logger } = await import('@millwright/observability');
  const instanceId = 'growth';
  const perMs = (events - 5_000) / (span.ms - DAY_MS);
  const passKeeping = async (days) => {
    const kept = new Map(workspaces.map((id) => [id, days]));
    const periods = { daysOf: () => Promise.resolve(kept) };
    return new Retention({ database, periods, instanceId, logger }).pass();
  };
  const oldestWeek = async () => (await listWeeks(database)).find(({ to, from }) => from < to);
  const oldestEventAt = async () => {
    const [event] = await database.query('select created_at from events order by id limit 1');
    return new Date(event.created_at).getTime();
  };
  const watchedSince = (monday, ms) =>
    database.execute(
      `insert into history_weeks (monday, unfinished_at) values ($1, $2)
       on conflict (monday) do update set unfinished_at = excluded.unfinished_at, is_open = false`,
      [new Date(monday).toISOString().slice(0, 10), new Date(ms)],
    );
  /** Removes so many milliseconds of history row by row, counted from the oldest event. */
  const remove = (ms) => ({
    before: async () => (Date.now() - LATE_MS - ((await oldestEventAt()) + ms)) / DAY_MS,
    call: passKeeping,
    isRight: ({ weeks, events: rows }) => weeks === 0 && Math.abs(rows - ms * perMs) <= OFF_BY,
  });
  return {
    removeFew: remove(FEW_ROWS / perMs),
    removeDay: remove(DAY_MS),
    dropWeek: {
      before: async () => {
        const { monday } = await oldestWeek();
        const end = monday + WEEK_MS;
        await watchedSince(monday, end);
        return (Date.now() - end - HOUR_MS) / DAY_MS;
      },
      call: passKeeping,
      isRight: ({ weeks, events: rows }) => weeks === 1 && rows === 0,
    },
  };
}
