import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** A line by its name. */
export interface LineName {
  workspaceId: Id;
  line: string;
}

/** How far a line has come: `passedAt` is the time up to which its ticks have been dealt with. */
export interface LineProgress extends LineName {
  timezone: string;
  passedAt: Date;
}

const columns = 'workspace_id as "workspaceId", line, timezone, passed_at as "passedAt"';

/** The progress of every line. */
export const allProgress = (sql: Sql): Promise<LineProgress[]> =>
  sql.query(`select ${columns} from scheduler_ticks`);

/** The progress of some lines, locked until the transaction ends; what has no row is missing. */
export const lockProgress = (sql: Sql, lines: readonly LineName[]): Promise<LineProgress[]> =>
  sql.query(
    `select ${columns} from scheduler_ticks
     where (workspace_id, line) in (select * from unnest($1::uuid[], $2::text[]))
     order by workspace_id, line for update`,
    [lines.map(({ workspaceId }) => workspaceId), lines.map(({ line }) => line)],
  );

/** Adds lines that have no row yet. */
export async function addProgress(sql: Sql, lines: readonly LineProgress[]): Promise<void> {
  await sql.execute(
    `insert into scheduler_ticks (workspace_id, line, timezone, passed_at)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) on conflict do nothing`,
    parametersOf(lines),
  );
}

/** Writes how far lines have come; their rows are locked. */
export async function setProgress(sql: Sql, lines: readonly LineProgress[]): Promise<void> {
  await sql.execute(
    `update scheduler_ticks t set timezone = v.timezone, passed_at = v.passed_at
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) v (workspace_id, line, timezone, passed_at)
     where t.workspace_id = v.workspace_id and t.line = v.line`,
    parametersOf(lines),
  );
}

/** Forgets lines that no enabled task subscribes to. */
export async function forgetProgress(sql: Sql, lines: readonly LineName[]): Promise<void> {
  await sql.execute(
    `delete from scheduler_ticks
     where (workspace_id, line) in (select * from unnest($1::uuid[], $2::text[]))`,
    [lines.map(({ workspaceId }) => workspaceId), lines.map(({ line }) => line)],
  );
}

/** When each of some tasks was last changed. */
export async function changeTimes(sql: Sql, taskIds: readonly Id[]): Promise<Map<Id, Date>> {
  const rows = await sql.query<{ id: Id; at: Date }>(
    'select id, updated_at as at from tasks where id = any($1::uuid[])',
    [taskIds],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

const parametersOf = (lines: readonly LineProgress[]): unknown[] => [
  lines.map(({ workspaceId }) => workspaceId),
  lines.map(({ line }) => line),
  lines.map(({ timezone }) => timezone),
  lines.map(({ passedAt }) => passedAt),
];
