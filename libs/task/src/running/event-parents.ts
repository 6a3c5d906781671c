import type { EventEnvelope } from '@millwright/contracts';
import type { Sql } from '@millwright/database';
import { storedEventColumns, storedEventOf, type EventRow } from '@millwright/event';
import { GENERATIONS } from '../retention/watched-weeks.ts';
import type { EventWithData } from './event-variable.ts';

/** The ancestors of an event, its parent first: as many generations as retention keeps for it. */
export async function parentsOf(sql: Sql, event: EventEnvelope): Promise<EventWithData[]> {
  if (event.parent_id === null) return [];
  const columns = storedEventColumns.join(', ');
  const rows = await sql.query<EventRow>(
    `with recursive up as (
       select 1 as depth, ${columns} from events where id = $1 and workspace_id = $2
       union all
       select depth + 1, ${storedEventColumns.map((name) => `e.${name}`).join(', ')}
       from up join events e on e.id = up.parent_id and e.workspace_id = up.workspace_id
       where depth < ${GENERATIONS}
     )
     select ${columns} from up order by depth`,
    [event.parent_id, event.workspace_id],
  );
  return rows.map(storedEventOf);
}
