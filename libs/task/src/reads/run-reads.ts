import { Conditions, Database, idBoundOf } from '@millwright/database';
import {
  idsBeside,
  pageByLooks,
  pageOf,
  type Id,
  type PageOf,
  type PageRequest,
} from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { isFinal, type RunState } from '../runs/run-state.ts';
import {
  actionRunColumns,
  actionRunShape,
  taskRunColumns,
  taskRunShape,
  type ActionRunRow,
  type ActionRunShape,
  type TaskRunRow,
  type TaskRunShape,
} from './run-shapes.ts';
import { lowerOf, runsIn, windowOf, type IdWindow } from './windows.ts';

/** What runs may be listed by. Times bound when the run's event was accepted. */
export interface RunFilters {
  status?: string | undefined;
  event_id?: Id | undefined;
  task_id?: Id | undefined;
  task_run_id?: Id | undefined;
  type?: string | undefined;
  created_from?: Date | undefined;
  created_to?: Date | undefined;
}

/** How many runs are looked through at a time for what no index finds: ten times that for one page. */
const WINDOW = 1_000;
const TASK_WINDOW = 200;

/** Task runs and action runs as the API shows them, newest first. */
@Injectable()
export class RunReads {
  constructor(private readonly database: Database) {}

  async taskRuns(
    workspaceId: Id,
    filters: RunFilters,
    page: PageRequest,
  ): Promise<PageOf<TaskRunShape>> {
    const where = conditionsOf(workspaceId, filters, page);
    const rows = await this.database.query<TaskRunRow>(
      `select ${taskRunColumns} from task_runs r left join work w on w.kind = 'task' and w.id = r.id
       where ${where.text} order by r.id desc limit ${page.limit + 1}`,
      where.params,
    );
    const { items, nextCursor } = pageOf(rows, page.limit, ({ id }) => id);
    return { items: await this.withActions(items), nextCursor };
  }

  async taskRun(workspaceId: Id, id: Id): Promise<TaskRunShape | undefined> {
    const rows = await this.database.query<TaskRunRow>(
      `select ${taskRunColumns} from task_runs r left join work w on w.kind = 'task' and w.id = r.id
       where r.id = $1 and r.workspace_id = $2`,
      [id, workspaceId],
    );
    return (await this.withActions(rows))[0];
  }

  /** The task runs of an event, in the order they were made. */
  async taskRunsOf(workspaceId: Id, eventId: Id): Promise<TaskRunShape[]> {
    const rows = await this.database.query<TaskRunRow>(
      `select ${taskRunColumns} from task_runs r left join work w on w.kind = 'task' and w.id = r.id
       where r.event_id = $1 and r.workspace_id = $2 and r.id between $3 and $4 order by r.created_at, r.id`,
      [eventId, workspaceId, ...idsBeside(eventId)],
    );
    return this.withActions(rows);
  }

  async actionRuns(
    workspaceId: Id,
    filters: RunFilters,
    page: PageRequest,
  ): Promise<PageOf<ActionRunShape>> {
    const { items, nextCursor } = await this.actionRunPage(workspaceId, filters, page);
    return { items: items.map(actionRunShape), nextCursor };
  }

  async actionRun(workspaceId: Id, id: Id): Promise<ActionRunShape | undefined> {
    const [row] = await this.database.query<ActionRunRow>(
      `select ${actionRunColumns} from action_runs r left join work w on w.kind = 'action' and w.id = r.id
       where r.id = $1 and r.workspace_id = $2`,
      [id, workspaceId],
    );
    return row && actionRunShape(row);
  }

  /** No index knows an action's type, nor its task where the event is not given: those are looked for in windows. */
  private async actionRunPage(
    workspaceId: Id,
    filters: RunFilters,
    page: PageRequest,
  ): Promise<PageOf<ActionRunRow>> {
    const { type, task_id: taskId } = filters;
    const isBounded = filters.event_id !== undefined || filters.task_run_id !== undefined;
    if (isBounded || (type === undefined && taskId === undefined)) {
      const rows = await this.actionRunRows(workspaceId, filters, page);
      return pageOf(rows, page.limit, ({ id }) => id);
    }
    return pageByLooks(page, async (before) => {
      const window = await windowOf(this.database, {
        table: taskId === undefined ? 'action_runs' : 'task_runs',
        workspaceId,
        taskId,
        before: lowerOf(before, idBoundOf(filters.created_to)),
        size: taskId === undefined ? WINDOW : TASK_WINDOW,
      });
      const look = { limit: page.limit, cursor: before };
      const rows = await this.actionRunRows(workspaceId, filters, look, window);
      const next = rows.length > page.limit ? rows.at(-1)!.id : window.from;
      const isPast = next !== undefined && next < (idBoundOf(filters.created_from) ?? '');
      return { rows, next: isPast ? undefined : next };
    });
  }

  private async actionRunRows(
    workspaceId: Id,
    filters: RunFilters,
    page: PageRequest,
    window?: IdWindow,
  ): Promise<ActionRunRow[]> {
    const where = conditionsOf(workspaceId, filters, page).and('r.id >= $', window?.from);
    if (window !== undefined && filters.task_id !== undefined) {
      const taskRuns = await runsIn(this.database, window, 'id', filters.task_id);
      if (taskRuns.length === 0) return [];
      where.and('r.task_run_id = any($::uuid[])', taskRuns);
    }
    return this.database.query<ActionRunRow>(
      `select ${actionRunColumns} from action_runs r left join work w on w.kind = 'action' and w.id = r.id
       where ${where.text} order by r.id desc limit ${page.limit + 1}`,
      where.params,
    );
  }

  private async withActions(runs: readonly TaskRunRow[]): Promise<TaskRunShape[]> {
    if (runs.length === 0) return [];
    const ids = runs.map(({ id }) => id).sort();
    const rows = await this.database.query<ActionRunRow>(
      `select ${actionRunColumns} from action_runs r left join work w on w.kind = 'action' and w.id = r.id
       where r.task_run_id = any($1::uuid[]) and r.id between $2 and $3 order by r.index, r.id`,
      [ids, idsBeside(ids[0]!)[0], idsBeside(ids.at(-1)!)[1]],
    );
    const byRun = new Map(runs.map(({ id }): [Id, ActionRunRow[]] => [id, []]));
    for (const row of rows) byRun.get(row.task_run_id)?.push(row);
    return runs.map((run) => taskRunShape(run, byRun.get(run.id) ?? []));
  }
}

/** Their index is partial. A plan that is kept for every value uses it only where the statement itself says this. */
const endedBadly = `r.state in ('failed', 'cancelled')`;
const endsBadly: ReadonlySet<string> = new Set(['failed', 'cancelled']);

function conditionsOf(workspaceId: Id, filters: RunFilters, { cursor }: PageRequest): Conditions {
  const { created_from: from, created_to: to, status } = filters;
  const isOpen = status !== undefined && !isFinal(status as RunState);
  const parent = filters.task_run_id ?? filters.event_id;
  return new Conditions()
    .and('r.workspace_id = $', workspaceId)
    .and(`${isOpen ? 'w' : 'r'}.state = $`, status)
    .also(status !== undefined && endsBadly.has(status) ? endedBadly : undefined)
    .and('w.workspace_id = $', isOpen ? workspaceId : undefined)
    .and('r.event_id = $', filters.event_id)
    .and('r.task_id = $', filters.task_id)
    .and('r.task_run_id = $', filters.task_run_id)
    .and('r.type = $', filters.type)
    .and('r.id >= $', parent && idsBeside(parent)[0])
    .and('r.id <= $', parent && idsBeside(parent)[1])
    .and('r.id >= $', idBoundOf(from))
    .and('r.id < $', idBoundOf(to))
    .and('r.id < $', cursor);
}
