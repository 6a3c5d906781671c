import { Database } from '@millwright/database';
import { pageOf, RawJson, type Id, type PageOf, type PageRequest } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { Conditions, idBoundOf } from './conditions.ts';
import { RunReads } from './run-reads.ts';
import { runShape, type RunRow } from './run-shapes.ts';

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

/** How many events a search by text looks through for one page. */
const SEARCH_WINDOW = 2_000;
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
    if (filters.q !== undefined) return this.search(workspaceId, filters, page);
    const rows = await this.rows(workspaceId, filters, page);
    const { items, nextCursor } = pageOf(rows, page.limit, ({ id }) => id);
    return { items: items.map(eventShape), nextCursor };
  }

  /** One event with its event run, task runs, action runs, parent and children. */
  async get(workspaceId: Id, id: Id) {
    const [row] = await this.database.query<EventRow>(
      `select ${eventColumns} from events e join event_runs r on r.id = e.id
       left join work w on w.kind = 'event' and w.id = e.id
       where e.id = $1 and e.workspace_id = $2`,
      [id, workspaceId],
    );
    if (row === undefined) return undefined;
    const [run] = await this.database.query<RunRow & { filtered_by: string | null }>(
      `select r.id, coalesce(w.state, r.state) as state, coalesce(w.run_at, r.run_at) as run_at, r.attempts,
         r.started_at, r.stopped_at, r.error, null as result, r.filtered_by
       from event_runs r left join work w on w.kind = 'event' and w.id = r.id where r.id = $1`,
      [id],
    );
    const children = await this.database.query<{ id: Id; topic: string }>(
      // A child is never older than its parent.
      'select id, topic from events where parent_id = $1 and workspace_id = $2 and id >= $1 order by id limit 1000',
      [id, workspaceId],
    );
    return {
      ...eventShape(row),
      filtered_by: run!.filtered_by,
      run: runShape(run!),
      task_runs: await this.runs.taskRunsOf(workspaceId, id),
      deliveries: [],
      children,
    };
  }

  /** Looks through the newest events that fit the other filters; a page may be short and still have a next one. */
  private async search(
    workspaceId: Id,
    filters: EventFilters,
    { limit, cursor: start }: PageRequest,
  ): Promise<PageOf<EventShape>> {
    const wanted = filters.q!.toLowerCase();
    const found: EventRow[] = [];
    let cursor = start;
    for (let seen = 0; seen < SEARCH_WINDOW; seen += SEARCH_STEP) {
      const rows = await this.rows(workspaceId, filters, { limit: SEARCH_STEP - 1, cursor });
      for (const row of rows) {
        cursor = row.id;
        if (!holds(row, wanted)) continue;
        found.push(row);
        if (found.length === limit) return { items: found.map(eventShape), nextCursor: row.id };
      }
      if (rows.length < SEARCH_STEP) return { items: found.map(eventShape), nextCursor: null };
    }
    return { items: found.map(eventShape), nextCursor: cursor ?? null };
  }

  private rows(workspaceId: Id, filters: EventFilters, page: PageRequest): Promise<EventRow[]> {
    const { created_from: from, created_to: to, status } = filters;
    const where = new Conditions()
      .and('e.workspace_id = $', workspaceId)
      .and('e.topic = $', filters.topic)
      .and('e.source = $', filters.source)
      .and('e.request_id = $', filters.request_id)
      .and('e.webhook_id = $', filters.webhook_id)
      .and('e.id in (select event_id from task_runs where task_id = $)', filters.task_id)
      .and('e.id >= $', idBoundOf(from))
      .and('e.id < $', idBoundOf(to))
      .and('e.id < $', page.cursor)
      .also(status && statusConditions[status]);
    return this.database.query<EventRow>(
      `select ${eventColumns} from events e join event_runs r on r.id = e.id
       left join work w on w.kind = 'event' and w.id = e.id
       where ${where.text} order by e.id desc limit ${page.limit + 1}`,
      where.params,
    );
  }
}

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
