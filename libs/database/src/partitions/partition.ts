import { lowestIdAt } from '@millwright/kernel';

/** The history tables that are partitioned by id, a week a partition. */
export const partitionedTables = [
  'events',
  'event_runs',
  'task_runs',
  'action_runs',
  'deliveries',
  'attempts',
] as const;

/** Whether rows of this table fall into weeks. */
export const isPartitioned = (table: string): boolean =>
  (partitionedTables as readonly string[]).includes(table);

const DAY_MS = 86_400_000;
const THURSDAY_TO_MONDAY_MS = 3 * DAY_MS;

/** Milliseconds in a week, the reach of one partition. */
export const WEEK_MS = 7 * DAY_MS;

/** The UTC Monday 00:00 at or before a time, both in milliseconds since 1970 (which began on a Thursday). */
export const mondayOf = (ms: number): number =>
  Math.floor((ms + THURSDAY_TO_MONDAY_MS) / WEEK_MS) * WEEK_MS - THURSDAY_TO_MONDAY_MS;

/** `events_p20261116`, by the week's Monday. */
export const partitionName = (table: string, monday: number): string =>
  `${table}_p${new Date(monday).toISOString().replace(/T.*/, '').replaceAll(/\D/g, '')}`;

/** The Monday in a partition's name; of a name that has none, never. */
export function mondayOfName(name: string): number {
  const [, year, month, day] = /_p(\d{4,})(\d\d)(\d\d)$/.exec(name) ?? [];
  return day === undefined ? Infinity : Date.UTC(Number(year), Number(month) - 1, Number(day));
}

/** The lowest id in the week and the lowest after it. */
export const partitionBounds = (monday: number): { from: string; to: string } => ({
  from: lowestIdAt(Math.max(0, monday)),
  to: lowestIdAt(monday + WEEK_MS),
});
