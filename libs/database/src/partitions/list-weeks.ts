import type { Sql } from '../sql.ts';
import { mondayOfName, partitionBounds, partitionedTables } from './partition.ts';

/** How a week's table stands to its parent: part of it, on its way out (new queries pass it by), or out. */
export type Attachment = 'attached' | 'detaching' | 'detached';

/** One table of a week. */
export interface WeekTable {
  parent: string;
  name: string;
  attachment: Attachment;
}

/** A week of history that has tables. `from` is its lowest id, `to` the lowest after it. */
export interface HistoryWeek {
  /** Milliseconds since 1970. */
  monday: number;
  from: string;
  to: string;
  tables: WeekTable[];
}

/** Every week that has tables, oldest first, also those that were left half detached. */
export async function listWeeks(sql: Sql): Promise<HistoryWeek[]> {
  const tables = await sql.query<WeekTable>(
    `select parent.name as parent, c.relname as name,
       case when i.inhrelid is null then 'detached' when i.inhdetachpending then 'detaching' else 'attached' end
         as attachment
     from unnest($1::text[]) parent(name)
     join pg_class c on c.relnamespace = (select relnamespace from pg_class where oid = parent.name::regclass)
       and c.relkind = 'r' and c.relname ~ ('^' || parent.name || '_p[0-9]{8,}$')
     left join pg_inherits i on i.inhrelid = c.oid
     order by c.relname`,
    [partitionedTables],
  );
  const byMonday = new Map<number, WeekTable[]>();
  for (const table of tables) {
    const monday = mondayOfName(table.name);
    byMonday.set(monday, [...(byMonday.get(monday) ?? []), table]);
  }
  return [...byMonday]
    .map(([monday, ofWeek]) => ({ monday, ...partitionBounds(monday), tables: inOrder(ofWeek) }))
    .sort((one, other) => one.monday - other.monday);
}

/** In the order of {@link partitionedTables}: events first. */
const inOrder = (tables: readonly WeekTable[]): WeekTable[] =>
  partitionedTables.flatMap((parent) => tables.filter((table) => table.parent === parent));
