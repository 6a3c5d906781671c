import { workspaces } from './fill.mjs';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long retention leaves rows to the drop of their week. */
const LATE_MS = 20 * HOUR_MS;
const ROWS = 50;

/**
 * What retention does on a database, oldest week first: `dropWeek` one pass that drops the next week as a whole,
 * `removeRows` one that removes 50 events row by row. Each with how long the Workspaces keep events set so that no
 * more than that has passed.
 */
export async function retentionOn({ database, span, events }) {
  const { Retention } = await import('@millwright/task');
  const { listWeeks, WEEK_MS } = await import('@millwright/database');
  const { silentLogger: logger } = await import('@millwright/observability');
  const instanceId = 'growth';
  const passKeeping = async (days) => {
    const kept = new Map(workspaces.map((id) => [id, days]));
    const periods = { daysOf: () => Promise.resolve(kept) };
    return new Retention({ database, periods, instanceId, logger }).pass();
  };
  const oldest = async () => (await listWeeks(database)).find(({ to, from }) => from < to);
  const watchedSince = (monday, ms) =>
    database.execute(
      `insert into history_weeks (monday, unfinished_at) values ($1, $2)
       on conflict (monday) do update set unfinished_at = excluded.unfinished_at, is_open = false`,
      [new Date(monday).toISOString().slice(0, 10), new Date(ms)],
    );
  return {
    dropWeek: {
      before: async () => {
        const { monday } = await oldest();
        const end = monday + WEEK_MS;
        await watchedSince(monday, end);
        return (Date.now() - end - HOUR_MS) / DAY_MS;
      },
      call: passKeeping,
      isRight: ({ weeks, events: rows }) => weeks === 1 && rows === 0,
    },
    removeRows: {
      before: async () => {
        const perMs = (events - 5_000) / (span.ms - DAY_MS);
        const { monday } = await oldest();
        const upTo = Math.max(monday, span.from) + ROWS / perMs;
        return (Date.now() - LATE_MS - upTo) / DAY_MS;
      },
      call: passKeeping,
      isRight: ({ weeks, events: rows }) => weeks === 0 && Math.abs(rows - ROWS) <= 5,
    },
  };
}
