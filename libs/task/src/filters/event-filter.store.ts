import { bumpEpoch, type Sql, type Transaction } from '@millwright/database';
import { newId, pageOf, type Id, type PageOf, type PageRequest } from '@millwright/kernel';

/** An event filter as it is shown. */
export interface StoredEventFilter {
  id: Id;
  name: string;
  template: string;
  enabled: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** What an event filter is made of. */
export type EventFilterFields = Pick<StoredEventFilter, 'name' | 'template' | 'enabled'>;

/** Some fields, to be changed; undefined is left as it is. */
export type EventFilterPatch = {
  [Name in keyof EventFilterFields]?: EventFilterFields[Name] | undefined;
};

/** Most event filters that a Workspace may have: each is rendered for each of its events. */
export const MAX_EVENT_FILTERS = 20;

/** The event filters of a Workspace. Every write raises the configuration's epoch, by which routers hear of it. */
export class EventFilterStore {
  /** Adds one; undefined: the Workspace has as many as it may have. */
  async create(
    tx: Transaction,
    workspaceId: Id,
    { name, template, enabled }: EventFilterFields,
  ): Promise<StoredEventFilter | undefined> {
    const epoch = await bumpEpoch(tx);
    const [made] = await tx.query<StoredEventFilter>(
      `insert into event_filters (id, workspace_id, name, template, enabled, changed_epoch)
       select $1, $2, $3, $4, $5, $6
       where (select count(*) from event_filters where workspace_id = $2 and deleted_at is null) < $7
       returning ${columns}`,
      [newId(), workspaceId, name, template, enabled, epoch, MAX_EVENT_FILTERS],
    );
    return made;
  }

  /** Changes what is given; undefined when there is none of that id. */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { name, template, enabled }: EventFilterPatch,
  ): Promise<StoredEventFilter | undefined> {
    const epoch = await bumpEpoch(tx);
    const [changed] = await tx.query<StoredEventFilter>(
      `update event_filters set name = coalesce($3, name), template = coalesce($4, template),
         enabled = coalesce($5, enabled), changed_epoch = $6, updated_at = now()
       where workspace_id = $1 and id = $2 and deleted_at is null returning ${columns}`,
      [workspaceId, id, name ?? null, template ?? null, enabled ?? null, epoch],
    );
    return changed;
  }

  /** Removes one; answers whether there was one. */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    const epoch = await bumpEpoch(tx);
    const removed = await tx.execute(
      `update event_filters set deleted_at = now(), changed_epoch = $3
       where workspace_id = $1 and id = $2 and deleted_at is null`,
      [workspaceId, id, epoch],
    );
    return removed > 0;
  }

  /** Removes all of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    const epoch = await bumpEpoch(tx);
    await tx.execute(
      `update event_filters set deleted_at = now(), changed_epoch = $2
       where workspace_id = $1 and deleted_at is null`,
      [workspaceId, epoch],
    );
  }

  /** One of a Workspace. */
  async get(sql: Sql, workspaceId: Id, id: Id): Promise<StoredEventFilter | undefined> {
    const [row] = await sql.query<StoredEventFilter>(
      `select ${columns} from event_filters where workspace_id = $1 and id = $2 and deleted_at is null`,
      [workspaceId, id],
    );
    return row;
  }

  /** A Workspace's filters, newest first. The cursor is the last id seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<StoredEventFilter>> {
    const rows = await sql.query<StoredEventFilter>(
      `select ${columns} from event_filters
       where workspace_id = $1 and deleted_at is null and ($2::uuid is null or id < $2)
       order by id desc limit $3`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ id }) => id);
  }
}

const columns = `id, name, template, enabled, created_at as "createdAt", updated_at as "updatedAt"`;
