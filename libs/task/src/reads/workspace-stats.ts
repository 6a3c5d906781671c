import type { Sql } from '@millwright/database';
import type { WorkKind } from '@millwright/event';
import { lowestIdAt, type Id } from '@millwright/kernel';
import { openWork } from './open-work.ts';

/** How much of a kind of run is open, and how long the oldest one that is due has been waiting. */
export interface OpenRuns {
  unscheduled: number;
  scheduled: number;
  due: number;
  started: number;
  oldest_due_seconds: number | null;
}

/** Failures of one task with one error code. */
export interface FailureCount {
  task_id: Id;
  task_path: string | null;
  code: string;
  count: number;
}

/** What a Workspace has open, and what of it failed lately. */
export interface WorkspaceStats {
  open: Record<WorkKind, OpenRuns>;
  failures: FailureCount[];
}

const WINDOW_MS = 86_400_000;
const MAX_FAILURES = 1_000;
const kinds: readonly WorkKind[] = ['event', 'task', 'action', 'delivery'];

/** Counts what is open, and the newest failures (at most 1,000 of each kind) of the last 24 hours by task and code. */
export async function workspaceStats(
  sql: Sql,
  workspaceId: Id,
  nowMs: number,
): Promise<WorkspaceStats> {
  const open = Object.fromEntries(
    kinds.map((kind) => [kind, { ...nothing }]),
  ) as WorkspaceStats['open'];
  for (const { kind, state, count, oldest } of await openWork(sql, workspaceId)) {
    open[kind][state] = count;
    if (state === 'due') open[kind].oldest_due_seconds = oldest;
  }
  return { open, failures: countsOf(await failedRuns(sql, workspaceId, nowMs)) };
}

const nothing: OpenRuns = {
  unscheduled: 0,
  scheduled: 0,
  due: 0,
  started: 0,
  oldest_due_seconds: null,
};

interface FailedRow {
  task_id: Id;
  task_path: string | null;
  error: string | null;
}

async function failedRuns(sql: Sql, workspaceId: Id, nowMs: number): Promise<FailedRow[]> {
  const newest = (table: string): Promise<FailedRow[]> =>
    sql.query(
      `select r.task_id, t.path as task_path, r.error
       from (select id, task_id, error from ${table}
             where workspace_id = $1 and state = 'failed' and id >= $2 order by id desc limit $3) r
       left join tasks t on t.id = r.task_id`,
      [workspaceId, lowestIdAt(nowMs - WINDOW_MS), MAX_FAILURES],
    );
  return [...(await newest('task_runs')), ...(await newest('action_runs'))];
}

function countsOf(rows: readonly FailedRow[]): FailureCount[] {
  const counts = new Map<string, FailureCount>();
  for (const { task_id, task_path, error } of rows) {
    const code = codeOf(error);
    const count = counts.get(`${task_id} ${code}`) ?? { task_id, task_path, code, count: 0 };
    counts.set(`${task_id} ${code}`, { ...count, count: count.count + 1 });
  }
  return [...counts.values()].sort((left, right) => right.count - left.count);
}

/** The code in an error's text, whose members are ours but for the details. */
function codeOf(error: string | null): string {
  const { code } = (error === null ? {} : (JSON.parse(error) as { code?: unknown } | null)) ?? {};
  return typeof code === 'string' ? code : 'unknown';
}
