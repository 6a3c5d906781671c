import { Conditions, type Sql } from '@millwright/database';
import { idsBeside, type Id } from '@millwright/kernel';

/** Which runs a window is made of. */
export interface WindowOf {
  table: 'task_runs' | 'action_runs';
  workspaceId: Id;
  taskId?: Id | undefined;
  /** Below this id, or beside it: runs and their event share a millisecond. */
  before: Id | undefined;
  size: number;
}

/** A range of ids, as wide as whole milliseconds. `from` undefined: down to the oldest. */
export interface IdWindow {
  from: Id | undefined;
  to: Id | undefined;
}

/** The ids of so many runs, and of all that stand beside the oldest of them. */
export async function windowOf(sql: Sql, of: WindowOf): Promise<IdWindow> {
  const { table, workspaceId, taskId, before, size } = of;
  const to = before && (isLowest(before) ? before : idsBeside(before)[1]);
  const where = new Conditions()
    .and('workspace_id = $', workspaceId)
    .and('task_id = $', taskId)
    .and('id < $', to);
  const [oldest] = await sql.query<{ id: Id }>(
    `select id from ${table} where ${where.text} order by id desc offset ${size - 1} limit 1`,
    where.params,
  );
  return { from: oldest && idsBeside(oldest.id)[0], to };
}

/**
 * Of a task's runs in a window, their own ids or their events'. They are asked for by themselves: a plan that is kept
 * for all tasks takes each for a busy one, and would walk through the whole history for one that hardly runs.
 */
export async function runsIn(
  sql: Sql,
  { from, to }: IdWindow,
  column: 'id' | 'event_id',
  taskId: Id,
): Promise<Id[]> {
  const where = new Conditions().and('task_id = $', taskId).and('id >= $', from).and('id < $', to);
  const rows = await sql.query<{ found: Id }>(
    `select ${column} as found from task_runs where ${where.text}`,
    where.params,
  );
  return [...new Set(rows.map(({ found }) => found))];
}

const isLowest = (id: Id): boolean => idsBeside(id)[0] === id;

/** The lower of two bounds; undefined is none. */
export const lowerOf = (one: Id | undefined, other: Id | undefined): Id | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one;
