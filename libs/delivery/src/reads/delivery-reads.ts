import { Conditions, Database } from '@millwright/database';
import {
  idsBeside,
  pageByLooks,
  pageOf,
  type Id,
  type Look,
  type PageOf,
  type PageRequest,
} from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { bodyTextOf } from './body-text.ts';
import { conditionsOf, isIndexed, ownersOf, type DeliveryFilters } from './delivery-filters.ts';
import {
  deliveryColumns,
  deliveryShape,
  type DeliveryRow,
  type DeliveryShape,
} from './delivery-shape.ts';
import { isFinalStatus, itsPlace, standing, type DeliveryStatus } from './delivery-status.ts';

/** How many deliveries are looked through at a time for what no index finds: ten times that for one page. */
const WINDOW = 1_000;

/** A delivery as its event shows it. */
export interface EventDelivery {
  id: Id;
  endpoint_id: Id;
  status: DeliveryStatus;
}

/** Deliveries as the API shows them, newest first. */
@Injectable()
export class DeliveryReads {
  constructor(private readonly database: Database) {}

  async list(
    workspaceId: Id,
    filters: DeliveryFilters,
    page: PageRequest,
  ): Promise<PageOf<DeliveryShape>> {
    const { items, nextCursor } = await this.pageOf(workspaceId, filters, page);
    return { items: items.map(deliveryShape), nextCursor };
  }

  /** One, with its body as it is sent; null before a template has rendered it. */
  async get(workspaceId: Id, id: Id) {
    const [row] = await this.database.query<
      DeliveryRow & { body: string | null; is_text: boolean }
    >(
      `select ${deliveryColumns}, d.body, d.is_text from deliveries d ${itsPlace} ${standing}
       where d.id = $1 and d.workspace_id = $2`,
      [id, workspaceId],
    );
    if (row === undefined) return undefined;
    const { body, is_text: isText, ...line } = row;
    return { ...deliveryShape(line), body: bodyTextOf(body, isText) };
  }

  /** Which deliveries carry an event, alone or among others, in the order of their ids. */
  async ofEvent(workspaceId: Id, eventId: Id): Promise<EventDelivery[]> {
    const ids = await this.idsOfEvent(workspaceId, eventId);
    if (ids.length === 0) return [];
    return this.database.query<EventDelivery>(
      `select d.id, d.endpoint_id, s.status from deliveries d ${itsPlace} ${standing}
       where d.id = any($1::uuid[]) order by d.id`,
      [ids],
    );
  }

  private async pageOf(
    workspaceId: Id,
    filters: DeliveryFilters,
    page: PageRequest,
  ): Promise<PageOf<DeliveryRow>> {
    const { event_id: eventId, status } = filters;
    if (eventId !== undefined) {
      const ids = await this.idsOfEvent(workspaceId, eventId);
      const where = conditionsOf(workspaceId, filters, page).and('id = any($::uuid[])', ids);
      const rows = await this.rows(where, { ...page, status });
      return pageOf(rows, page.limit, ({ id }) => id);
    }
    if (status !== undefined && !isFinalStatus(status)) {
      return pageByLooks(page, (before) =>
        this.lookAtQueue(workspaceId, filters, { limit: page.limit, cursor: before }),
      );
    }
    if (isIndexed(filters)) {
      const rows = await this.rows(conditionsOf(workspaceId, filters, page), page);
      return pageOf(rows, page.limit, ({ id }) => id);
    }
    return pageByLooks(page, (before) =>
      this.look(workspaceId, filters, { limit: page.limit, cursor: before }),
    );
  }

  /** Looks through the next deliveries of the Workspace, or of the endpoint. */
  private async look(
    workspaceId: Id,
    filters: DeliveryFilters,
    page: PageRequest,
  ): Promise<Look<DeliveryRow>> {
    const from = await this.lowestOf('deliveries', workspaceId, filters, page.cursor);
    const where = conditionsOf(workspaceId, filters, page).and('id >= $', from);
    const rows = await this.rows(where, page);
    return { rows, next: rows.length > page.limit ? rows.at(-1)!.id : from };
  }

  /** As {@link look}, through what is not final. */
  private async lookAtQueue(
    workspaceId: Id,
    filters: DeliveryFilters,
    page: PageRequest,
  ): Promise<Look<DeliveryRow>> {
    const from = await this.lowestOf('delivery_queue', workspaceId, filters, page.cursor);
    const { status, topic, test } = filters;
    const queued = ownersOf(workspaceId, filters, page.cursor, 'delivery_id').and(
      'delivery_id >= $',
      from,
    );
    const where = new Conditions(queued.params)
      .and('s.status = $', status)
      .and('d.is_test = $', test)
      .and('$ = any(array_append(d.topics, d.topic))', topic)
      .and('d.id >= $', from)
      .and('d.id < $', page.cursor);
    const rows = await this.database.query<DeliveryRow>(
      `select ${deliveryColumns} from (select * from delivery_queue where ${queued.text}) q
       join deliveries d on d.id = q.delivery_id ${standing}
       where ${where.text} order by d.id desc limit ${page.limit + 1}`,
      where.params,
    );
    return { rows, next: rows.length > page.limit ? rows.at(-1)!.id : from };
  }

  /** The lowest id of the next window; undefined: it reaches down to the oldest. */
  private async lowestOf(
    table: 'deliveries' | 'delivery_queue',
    workspaceId: Id,
    filters: DeliveryFilters,
    cursor: Id | undefined,
  ): Promise<Id | undefined> {
    const column = table === 'deliveries' ? 'id' : 'delivery_id';
    const where = ownersOf(workspaceId, filters, cursor, column);
    const [row] = await this.database.query<{ id: Id }>(
      `select ${column} as id from ${table} where ${where.text}
       order by ${column} desc offset ${WINDOW - 1} limit 1`,
      where.params,
    );
    return row?.id;
  }

  /** The page first, and one look for each of its rows. A status that is not final is asked for afterwards. */
  private rows(
    where: Conditions,
    { limit, status }: PageRequest & { status?: string | undefined },
  ): Promise<DeliveryRow[]> {
    const outer = new Conditions(where.params).and('s.status = $', status);
    return this.database.query<DeliveryRow>(
      `select ${deliveryColumns} from (
         select * from deliveries where ${where.text} order by id desc ${status === undefined ? `limit ${limit + 1}` : ''}
       ) d ${itsPlace} ${standing} ${status === undefined ? '' : `where ${outer.text}`}
       order by d.id desc limit ${limit + 1}`,
      where.params,
    );
  }

  /** A delivery of one event has its time, and a batch is younger than what it carries. */
  private async idsOfEvent(workspaceId: Id, eventId: Id): Promise<Id[]> {
    const [lowest, highest] = idsBeside(eventId);
    const rows = await this.database.query<{ id: Id }>(
      `select id from deliveries where event_id = $1 and workspace_id = $2 and id between $3 and $4
       union all
       select id from deliveries where event_ids @> array[$1]::uuid[] and workspace_id = $2 and id >= $3`,
      [eventId, workspaceId, lowest, highest],
    );
    return rows.map(({ id }) => id);
  }
}
