import type { EventEnvelope } from '@millwright/contracts';
import type { Sql } from '@millwright/database';
import { RawJson } from '@millwright/kernel';
import { GENERATIONS } from '../retention/watched-weeks.ts';
import type { EventWithData } from './event-variable.ts';

type ParentRow = Omit<EventEnvelope, 'created_at'> & { created_at: Date; data: string };

const columns = `id, workspace_id, topic, source, created_at, webhook_id, provider, provider_event, request_id,
  parent_id, replay_of, task_ids, data`;

/** The ancestors of an event, its parent first: as many generations as retention keeps for it. */
export async function parentsOf(sql: Sql, event: EventEnvelope): Promise<EventWithData[]> {
  if (event.parent_id === null) return [];
  const names = columns.split(',').map((name) => name.trim());
  const rows = await sql.query<ParentRow>(
    `with recursive up as (
       select 1 as depth, ${columns} from events where id = $1 and workspace_id = $2
       union all
       select depth + 1, ${names.map((name) => `e.${name}`).join(', ')}
       from up join events e on e.id = up.parent_id and e.workspace_id = up.workspace_id
       where depth < ${GENERATIONS}
     )
     select ${columns} from up order by depth`,
    [event.parent_id, event.workspace_id],
  );
  return rows.map(({ data, created_at: createdAt, ...envelope }) => ({
    envelope: { ...envelope, created_at: createdAt.toISOString() },
    data: new RawJson(data),
  }));
}
