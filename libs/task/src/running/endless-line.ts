import type { EventEnvelope } from '@millwright/contracts';
import type { Sql } from '@millwright/database';
import type { WorkspaceFacts } from '../workspaces.ts';
import { isErrorTopic } from './error-topics.ts';

/** Lines that pause longer may go on for years: a task may set its next time itself. */
const WITHIN_MS = 3_600_000;
/** Who hears that a line was stopped, two generations further down, may still do something about it. */
const FOR_ERRORS = 2;

/**
 * Whether so many events lead to this one within an hour, each made by the runs of the one before, that no end is to
 * be expected. What follows from an error event that tells of such a line is stopped in turn.
 */
export async function isEndlessLine(
  sql: Sql,
  { workspace_id: workspaceId, parent_id: parentId, created_at: at, topic }: EventEnvelope,
  { maxEventGenerations: limit }: Pick<WorkspaceFacts, 'maxEventGenerations'>,
): Promise<boolean> {
  if (limit === undefined || parentId === null) return false;
  const allowed = isErrorTopic(topic) ? limit + FOR_ERRORS : limit;
  const [line] = await sql.query<{ length: number }>(
    `with recursive up as (
       select parent_id, 1 as length from events where id = $1 and workspace_id = $2 and created_at > $3
       union all
       select e.parent_id, length + 1
       from up join events e on e.id = up.parent_id and e.workspace_id = $2
       where e.created_at > $3 and length <= $4
     )
     select max(length) as length from up`,
    [parentId, workspaceId, new Date(Date.parse(at) - WITHIN_MS), allowed],
  );
  return (line?.length ?? 0) > allowed;
}
