import { Conditions, Database, idBoundOf } from '@millwright/database';
import {
  pageByLooks,
  pageOf,
  RawJson,
  type Id,
  type Look,
  type PageOf,
  type PageRequest,
} from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { senderShape, type SenderRow } from './event-sender.ts';
import { RunReads } from './run-reads.ts';
import { runShape, type RunRow } from './run-shapes.ts';
import { lowerOf, runsIn, windowOf, type IdWindow } from './windows.ts';

/** What events may be listed by. `q` looks for a text in topic, id and data, over the newest events that fit the rest. */
export interface EventFilters {
  topic?: string | undefined;
  status?: 'pending' | 'succeeded' | 'failed' | undefined;
  source?: string | undefined;
  request_id?: Id | undefined;
  task_id?: Id | undefined;
  webhook_id?: Id | undefined;
  created_from?: Date | undefined;
  created_to?: Date | undefined;
  q?: string | undefined;
}

interface EventRow {
  id: Id;
  topic: string;
  data: string;
  source: string;
  webhook_id: Id | null;
  request_id: Id | null;
  parent_id: Id | null;
  replay_of: Id | null;
  created_at: Date;
  status: string;
}

/** How many events, or runs of a task, are looked through at a time: ten times that for one page. */
const SEARCH_STEP = 200;

/** Events as the API shows them, newest first. */
@Injectable()
export class EventReads {
  constructor(
    private readonly database: Database,
    private readonly runs: RunReads,
  ) {}

  async list(
    workspaceId: Id,
    filters: EventFilters,
    page: PageRequest,
  ): Promise<PageOf<EventShape>> {
    const { items, nextCursor } = await this.pageOf(workspaceId, filters, page);
    return { items: items.map(eventShape), nextCursor };
  }

  /** One event with its event run, task runs, action runs, parent and children. */
  async get(workspaceId: Id, id: Id) {
    const [row] = await this.database.query<EventRow & SenderRow & { task_ids: Id[] | null }>(
      `select ${eventColumns}, e.task_ids, e.provider, e.provider_event, e.verification, e.request
       from events e join event_runs r on r.id = e.id
       left join work w on w.kind = 'event' and w.id = e.id
       where e.id = $1 and e.workspace_id = $2`,
      [id, workspaceId],
    );
    if (row === undefined) return undefined;
    const { provider, provider_event, verification, request, ...line } = row;
    const [run] = await this.database.query<RunRow & { filtered_by: string | null }>(
      `select r.id, coalesce(w.state, r.state) as state, coalesce(w.run_at, r.run_at) as run_at, r.attempts,
         r.started_at, r.stopped_at, r.error, null as result, r.filtered_by
       from event_runs r left join work w on w.kind = 'event' and w.id = r.id where r.id = $1`,
      [id],
    );
    // Retention may have removed it since.
    if (run === undefined) return undefined;
    const children = await this.database.query<{ id: Id; topic: string }>(
      // A child is never older than its parent.
      'select id, topic from events where parent_id = $1 and workspace_id = $2 and id >= $1 order by id limit 1000',
      [id, workspaceId],
    );
    return {
      ...eventShape(line),
      ...senderShape({ provider, provider_event, verification, request }),
      filtered_by: run.filtered_by,
      run: runShape(run),
      task_runs: await this.runs.taskRunsOf(workspaceId, id),
      children,
    };
  }

  private async pageOf(
    workspaceId: Id,
    filters: EventFilters,
    page: PageRequest,
  ): Promise<PageOf<EventRow>> {
    const { q, task_id: taskId } = filters;
    if (q === undefined && taskId === undefined) {
      const rows = await this.rows(workspaceId, filters, page);
      return pageOf(rows, page.limit, ({ id }) => id);
    }
    const wanted = q?.toLowerCase();
    return pageByLooks(page, async (before) => {
      const { rows, next } = await this.look(workspaceId, filters, {
        limit: page.limit,
        cursor: before,
      });
      return { rows: wanted === undefined ? rows : rows.filter((row) => holds(row, wanted)), next };
    });
  }

  /** The next events that fit the filters but for `q`: so many of them, or those that some runs of a task are about. */
  private async look(
    workspaceId: Id,
    filters: EventFilters,
    { limit, cursor: before }: PageRequest,
  ): Promise<Look<EventRow>> {
    const { q, task_id: taskId } = filters;
    const step = q === undefined ? limit + 1 : SEARCH_STEP;
    const page = { limit: step - 1, cursor: before };
    const window =
      taskId === undefined
        ? undefined
        : await windowOf(this.database, {
            table: 'task_runs',
            workspaceId,
            taskId,
            before: lowerOf(before, idBoundOf(filters.created_to)),
            size: step,
          });
    const rows = await this.rows(workspaceId, filters, page, window);
    const next = rows.length === step ? rows.at(-1)!.id : window?.from;
    const isPast = next !== undefined && next < (idBoundOf(filters.created_from) ?? '');
    return { rows, next: isPast ? undefined : next };
  }

  private async rows(
    workspaceId: Id,
    filters: EventFilters,
    page: PageRequest,
    window?: IdWindow,
  ): Promise<EventRow[]> {
    const { created_from: from, created_to: to, status } = filters;
    const bounds = (where: Conditions, id: string): Conditions =>
      where
        .and(`${id} >= $`, idBoundOf(from))
        .and(`${id} < $`, idBoundOf(to))
        .and(`${id} < $`, page.cursor)
        .and(`${id} >= $`, window?.from);
    const where = bounds(new Conditions().and('e.workspace_id = $', workspaceId), 'e.id')
      .and('e.topic = $', filters.topic)
      .and('e.source = $', filters.source)
      .also(isRare(filters.source) ? rareSources : undefined)
      .and('e.request_id = $', filters.request_id)
      .and('e.webhook_id = $', filters.webhook_id);
    if (window !== undefined) {
      const ids = await runsIn(this.database, window, 'event_id', filters.task_id!);
      if (ids.length === 0) return [];
      where.and('e.id = any($::uuid[])', ids);
    }
    const inOrder = `order by e.id desc limit ${page.limit + 1}`;
    if (status === undefined) {
      // The page first, and one look for each of its rows: the planner might join all event runs to it.
      const events = `(select * from events e where ${where.text} ${inOrder}) e`;
      return this.database.query<EventRow>(
        `select ${eventColumns} from ${events} ${runOfEach} order by e.id desc`,
        where.params,
      );
    }
    // Each table by its own bounds: an inequality is not carried over from one to the other.
    bounds(where.and('r.workspace_id = $', workspaceId), 'r.id').also(statusConditions[status]);
    if (status === 'pending') bounds(where.and('o.workspace_id = $', workspaceId), 'o.id');
    return this.database.query<EventRow>(
      `select ${eventColumns} from events e ${joinRuns} ${status === 'pending' ? joinOpen : ''}
       where ${where.text} ${inOrder}`,
      where.params,
    );
  }
}

/** Their index is partial. A plan that is kept for every value uses it only where the statement itself says this. */
const rareSources = `e.source <> 'webhook'`;
const isRare = (source: string | undefined): boolean =>
  source !== undefined && source !== 'webhook';

const joinWork = `left join work w on w.kind = 'event' and w.id = e.id`;
const joinRuns = `join event_runs r on r.id = e.id ${joinWork}`;
const runOfEach = `cross join lateral (select state, pending, failed from event_runs where id = e.id offset 0) r ${joinWork}`;

/** What is pending has work: by that it is found, however much else is stored. */
const joinOpen = `join (select distinct workspace_id, event_id as id from work) o on o.id = e.id`;

const statusConditions = {
  pending: '(w.id is not null or r.pending > 0)',
  failed: "(w.id is null and r.pending = 0 and (r.failed > 0 or r.state = 'failed'))",
  succeeded: "(w.id is null and r.pending = 0 and r.failed = 0 and r.state <> 'failed')",
} as const;

const eventColumns = `e.id, e.topic, e.data, e.source, e.webhook_id, e.request_id, e.parent_id, e.replay_of, e.created_at,
  case when w.id is not null or r.pending > 0 then 'pending'
       when r.failed > 0 or r.state = 'failed' then 'failed' else 'succeeded' end as status`;

const eventShape = ({ data, ...row }: EventRow) => ({ ...row, data: new RawJson(data) });

export type EventShape = ReturnType<typeof eventShape>;

const holds = (row: EventRow, wanted: string): boolean =>
  row.id.startsWith(wanted) ||
  row.topic.toLowerCase().includes(wanted) ||
  row.data.toLowerCase().includes(wanted);
