import { bumpEpoch, type Sql, type Transaction } from '@millwright/database';
import { newId, pageOf, type Id, type PageOf, type PageRequest } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { matchesTopic, topicPatternOf } from '../topics/index.ts';
import { endpointColumns } from './endpoint-columns.ts';
import type { EndpointColumns } from './draft-endpoint.ts';
import type { Endpoint } from './endpoint.entity.ts';
import { insertHealth, lockHealth } from './health-rows.ts';
import { keepOrder } from './keep-order.ts';
import { sqlOfState, type HealthState } from './shown-health.ts';

/** The most endpoints of a Workspace. */
export const MAX_ENDPOINTS = 1_000;

/** What endpoints may be listed by. `q` is part of a name or a URL; `topic` is one that they would get. */
export interface EndpointFilters {
  q?: string | undefined;
  enabled?: boolean | undefined;
  topic?: string | undefined;
  health?: HealthState | undefined;
}

/** What is changed of an endpoint, by whom. `sealed` undefined: it stays as it is. */
export interface EndpointChange {
  columns: EndpointColumns;
  sealed: string | null | undefined;
  by: string;
}

/** Endpoints of a Workspace. Every write raises the configuration's epoch, so that each process hears of it. */
@Injectable()
export class EndpointStore {
  /** Adds one with its health; undefined: the Workspace has as many as it may. */
  async create(
    tx: Transaction,
    workspaceId: Id,
    { columns, by }: Pick<EndpointChange, 'columns' | 'by'>,
    sealedFor: (place: { id: Id; workspaceId: Id }) => string | null,
  ): Promise<Endpoint | undefined> {
    const epoch = await bumpEpoch(tx);
    if ((await countOf(tx, workspaceId)) >= MAX_ENDPOINTS) return undefined;
    const place = { id: newId(), workspaceId };
    const [created] = await tx.query<Endpoint>(
      `insert into endpoints as e (id, workspace_id, changed_epoch, sealed, created_by, updated_by,
         created_at, updated_at, disabled_reason, disabled_at, ${SETTABLE.join(', ')})
       values ($1, $2, $3, $4, $5, $5, ${NOW}, ${NOW}, ${reasonOf(columns)}, ${disabledAtOf(columns)},
         ${SETTABLE.map((_name, index) => `$${index + 6}`).join(', ')})
       returning ${endpointColumns('e')}`,
      [place.id, workspaceId, epoch, sealedFor(place), by, ...valuesOf(columns)],
    );
    await insertHealth(tx, place);
    await keepOrder(tx, workspaceId, epoch);
    return created!;
  }

  /** Writes what was changed through the API; undefined when the Workspace has no such endpoint. */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { columns, sealed, by }: EndpointChange,
  ): Promise<Endpoint | undefined> {
    const epoch = await bumpEpoch(tx);
    const [updated] = await tx.query<Endpoint>(
      `update endpoints e set changed_epoch = $3, updated_by = $4, updated_at = ${NOW}, edited_at = ${NOW},
         sealed = case when $5::boolean then $6 else sealed end,
         disabled_reason = case when $7 then null else coalesce(disabled_reason, 'user') end,
         disabled_at = case when $7 then null else coalesce(disabled_at, ${NOW}) end,
         ${SETTABLE.map((name, index) => `${name} = $${index + 8}`).join(', ')}
       where workspace_id = $1 and id = $2 and deleted_at is null
       returning ${endpointColumns('e')}`,
      [
        ...[workspaceId, id, epoch, by, sealed !== undefined, sealed ?? null, columns.enabled],
        ...valuesOf(columns),
      ],
    );
    await keepOrder(tx, workspaceId, epoch);
    return updated;
  }

  /** Notes a change through the API that no column shows, such as of its keys. */
  async touch(tx: Transaction, workspaceId: Id, id: Id, by: string): Promise<Endpoint | undefined> {
    const epoch = await bumpEpoch(tx);
    const [touched] = await tx.query<Endpoint>(
      `update endpoints e set changed_epoch = $3, updated_by = $4, updated_at = ${NOW}, edited_at = ${NOW}
       where workspace_id = $1 and id = $2 and deleted_at is null
       returning ${endpointColumns('e')}`,
      [workspaceId, id, epoch, by],
    );
    return touched;
  }

  /**
   * Whether there was one to delete. Nothing of it is sent any more, and the sweep of the event-router cancels what was
   * to be; its secrets go, its row and its history stay.
   */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    return (await this.deleteSome(tx, workspaceId, id)) > 0;
  }

  /** Deletes those of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    await this.deleteSome(tx, workspaceId, null);
  }

  /** One of the Workspace's; undefined when it is deleted or another's. */
  async find(sql: Sql, workspaceId: Id, id: Id): Promise<Endpoint | undefined> {
    const [found] = await sql.query<Endpoint>(
      `select ${endpointColumns('e')} from endpoints e
       where e.workspace_id = $1 and e.id = $2 and e.deleted_at is null`,
      [workspaceId, id],
    );
    return found;
  }

  /** Newest first. The cursor is the last id seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { q, enabled, topic, health }: EndpointFilters,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<Endpoint>> {
    const ids = topic === undefined ? null : await idsFor(sql, workspaceId, topic);
    const rows = await sql.query<Endpoint>(
      `select ${endpointColumns('e')}
       from endpoints e join endpoint_health h on h.endpoint_id = e.id
       where e.workspace_id = $1 and e.deleted_at is null and ($2::uuid is null or e.id < $2)
         and ($3::boolean is null or e.enabled = $3) and ($4::uuid[] is null or e.id = any($4))
         and ($5::text is null or position(lower($5) in lower(e.name || chr(10) || e.url)) > 0)
         and (${health === undefined ? 'true' : sqlOfState[health]})
       order by e.id desc limit $6`,
      [workspaceId, cursor ?? null, enabled ?? null, ids, q ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ id }) => id);
  }

  /** The patterns of a Workspace's endpoints, each once. */
  async patternsOf(sql: Sql, workspaceId: Id): Promise<string[]> {
    const rows = await sql.query<{ pattern: string }>(
      `select distinct unnest(topics) as pattern from endpoints
       where workspace_id = $1 and deleted_at is null`,
      [workspaceId],
    );
    return rows.map(({ pattern }) => pattern);
  }

  private async deleteSome(tx: Transaction, workspaceId: Id, id: Id | null): Promise<number> {
    await lockHealth(tx, workspaceId, id);
    const epoch = await bumpEpoch(tx);
    const deleted = await tx.query<{ id: Id }>(
      `update endpoints set deleted_at = ${NOW}, updated_at = ${NOW}, sealed = null, changed_epoch = $3
       where workspace_id = $1 and ($2::uuid is null or id = $2) and deleted_at is null
       returning id`,
      [workspaceId, id, epoch],
    );
    const ids = deleted.map((row) => row.id);
    if (ids.length === 0) return 0;
    await tx.execute(`delete from endpoint_keys where endpoint_id = any($1::uuid[])`, [ids]);
    await keepOrder(tx, workspaceId, epoch);
    return ids.length;
  }
}

// To the millisecond, as times go out and come back in.
const NOW = `date_trunc('milliseconds', now())`;

const SETTABLE = [
  'name',
  'description',
  'url',
  'enabled',
  'topics',
  'format',
  'mode',
  'ordering',
  'settings',
] as const satisfies readonly (keyof EndpointColumns)[];

const valuesOf = (columns: EndpointColumns): unknown[] =>
  SETTABLE.map((name) => (name === 'settings' ? JSON.stringify(columns[name]) : columns[name]));

const reasonOf = ({ enabled }: EndpointColumns): string => (enabled ? 'null' : `'user'`);
const disabledAtOf = ({ enabled }: EndpointColumns): string => (enabled ? 'null' : NOW);

async function countOf(sql: Sql, workspaceId: Id): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `select count(*) as count from endpoints where workspace_id = $1 and deleted_at is null`,
    [workspaceId],
  );
  return row!.count;
}

/** Those that would get a topic: there are never more than {@link MAX_ENDPOINTS} to look at. */
async function idsFor(sql: Sql, workspaceId: Id, topic: string): Promise<Id[]> {
  const rows = await sql.query<Pick<Endpoint, 'id' | 'topics'>>(
    `select id, topics from endpoints where workspace_id = $1 and deleted_at is null`,
    [workspaceId],
  );
  const isMeant = (text: string): boolean => {
    const pattern = topicPatternOf(text);
    return typeof pattern !== 'string' && matchesTopic(pattern, topic);
  };
  return rows.filter(({ topics }) => topics.some(isMeant)).map(({ id }) => id);
}
