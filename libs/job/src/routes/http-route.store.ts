import { bumpEpoch, type SealedColumn, type Sql, type Transaction } from '@millwright/database';
import {
  newId,
  pageOf,
  SecretBox,
  SecretBoxError,
  type Id,
  type PageOf,
  type PageRequest,
} from '@millwright/kernel';
import { Logger } from '@millwright/observability';
import { AllowedOrigins } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { HttpRoute } from './http-route.entity.ts';
import type { HttpRouteSettings } from './http-route.schema.ts';
import { routeGuardOf, type RouteAuth } from './route-auth.ts';
import { routePatternOf } from './route-pattern.ts';
import type { RoutesOfWorkspace, ServedRoute } from './served-route.ts';

/** A route's settings as its row has them. */
export type RouteColumns = Omit<HttpRouteSettings, 'auth'> & { pattern: string; auth: RouteAuth };

/** Columns to be changed; undefined is left as it is. The secret goes with `auth`. */
export type RouteColumnsPatch = { [Name in keyof RouteColumns]?: RouteColumns[Name] | undefined };

/** What was written after an epoch: the Workspaces whose routes, or themselves, are not what they were. */
export interface RouteChanges {
  epoch: number;
  workspaceIds: Id[];
}

/**
 * The HTTP routes of Workspaces. Every write raises the configuration's epoch first, by which each ingress hears of it,
 * and which makes writers take turns: a pattern that was free stays free until it is taken.
 */
@Injectable()
export class HttpRouteStore {
  constructor(
    private readonly box: SecretBox,
    private readonly logger: Logger,
  ) {}

  /** Adds one; undefined: another one has this method and pattern. @throws SecretBoxError without a key to seal with */
  async create(
    tx: Transaction,
    workspaceId: Id,
    columns: RouteColumns,
    secret: string | null,
  ): Promise<HttpRoute | undefined> {
    const epoch = await bumpEpoch(tx);
    const id = newId();
    if (await isTaken(tx, workspaceId, id, columns)) return undefined;
    const values = columnsOf({ ...columns, sealed: this.sealed(id, secret) });
    const placeholders = values.map((_column, index) => `$${index + 4}`);
    const [created] = await tx.query<HttpRoute>(
      `insert into http_routes (id, workspace_id, changed_epoch, ${values.map(([name]) => name).join(', ')}, created_at, updated_at)
       values ($1, $2, $3, ${placeholders.join(', ')}, ${NOW}, ${NOW})
       returning ${COLUMNS}`,
      [id, workspaceId, epoch, ...values.map(([, value]) => value)],
    );
    return created!;
  }

  /**
   * Changes what is given; undefined: another one has this method and pattern, or there is none of that id. A secret
   * that is undefined stays.
   */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    patch: RouteColumnsPatch,
    secret: string | null | undefined,
  ): Promise<HttpRoute | undefined> {
    const epoch = await bumpEpoch(tx);
    const current = await this.find(tx, workspaceId, id);
    if (current === undefined) return undefined;
    const { method = current.method, pattern = current.pattern } = patch;
    if (await isTaken(tx, workspaceId, id, { method, pattern })) return undefined;
    const sealed = secret === undefined ? undefined : this.sealed(id, secret);
    const values = columnsOf({ ...patch, sealed });
    const changes = values.map(([name], index) => `${name} = $${index + 4}, `).join('');
    const [updated] = await tx.query<HttpRoute>(
      `update http_routes set ${changes} changed_epoch = $3, updated_at = ${NOW}
       where workspace_id = $1 and id = $2 and deleted_at is null
       returning ${COLUMNS}`,
      [workspaceId, id, epoch, ...values.map(([, value]) => value)],
    );
    return updated;
  }

  /** Whether there was one to delete. The row stays, without its secret, so that caches hear of it. */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    const epoch = await bumpEpoch(tx);
    const deleted = await tx.execute(
      `update http_routes set deleted_at = ${NOW}, updated_at = ${NOW}, sealed = null, changed_epoch = $3
       where workspace_id = $1 and id = $2 and deleted_at is null`,
      [workspaceId, id, epoch],
    );
    return deleted > 0;
  }

  /** Deletes those of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    const epoch = await bumpEpoch(tx);
    await tx.execute(
      `update http_routes set deleted_at = ${NOW}, updated_at = ${NOW}, sealed = null, changed_epoch = $2
       where workspace_id = $1 and deleted_at is null`,
      [workspaceId, epoch],
    );
  }

  /** One of the Workspace's; undefined when it is deleted or another's. */
  async find(sql: Sql, workspaceId: Id, id: Id): Promise<HttpRoute | undefined> {
    const [found] = await sql.query<HttpRoute>(
      `select ${COLUMNS} from http_routes
       where workspace_id = $1 and id = $2 and deleted_at is null`,
      [workspaceId, id],
    );
    return found;
  }

  /** Newest first. The cursor is the last id seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<HttpRoute>> {
    const rows = await sql.query<HttpRoute>(
      `select ${COLUMNS} from http_routes
       where workspace_id = $1 and deleted_at is null and ($2::uuid is null or id < $2)
       order by id desc limit $3`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ id }) => id);
  }

  /** The secret of a route in clear; null: it has none, or no configured key opens it. */
  secretOf({ id, workspaceId, sealed }: HttpRoute): string | null {
    if (sealed === null) return null;
    try {
      return this.box.open(sealed, contextOf(id));
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      const line = { workspace_id: workspaceId, route_id: id, error };
      this.logger.error({ message: 'http_route_secret.not_opened', ...line });
      return null;
    }
  }

  /** What ingress serves for a Workspace: its enabled routes. One statement, so that they and their epoch belong together. */
  async routesOf(sql: Sql, workspaceId: Id): Promise<RoutesOfWorkspace> {
    const rows = await sql.query<HttpRoute & { epoch: number; id: Id | null }>(
      `select c.epoch, r.*
       from config_epoch c
       left join lateral (
         select ${COLUMNS} from http_routes
         where workspace_id = $1 and enabled and deleted_at is null
           and exists (select 1 from workspaces where id = $1 and deleted_at is null)
       ) r on true`,
      [workspaceId],
    );
    const found = rows.filter(({ id }) => id !== null);
    return { epoch: rows[0]!.epoch, routes: found.flatMap((row) => this.served(row)) };
  }

  /** One statement again: what it leaves out is newer than `epoch` of the answer. */
  async changesSince(sql: Sql, epoch: number): Promise<RouteChanges> {
    const [row] = await sql.query<RouteChanges>(
      `select c.epoch, array(
         select workspace_id from http_routes where changed_epoch > $1
         union select id from workspaces where changed_epoch > $1
       ) as "workspaceIds"
       from config_epoch c`,
      [epoch],
    );
    return row!;
  }

  private sealed(id: Id, secret: string | null): string | null {
    return secret === null ? null : this.box.seal(secret, contextOf(id));
  }

  /** A path that this version cannot read is not served. */
  private served(row: HttpRoute): ServedRoute[] {
    const pattern = routePatternOf(row.path);
    if (typeof pattern === 'string') return [];
    const { id, workspaceId, name, method, path, taskId, mode, requestMode } = row;
    return [
      {
        ...{ id, workspaceId, name, method, path, pattern, taskId, mode, requestMode },
        guard: routeGuardOf(row.auth, id, this.secretOf(row)),
        allowedOrigins: new AllowedOrigins(row.allowedOrigins),
      },
    ];
  }
}

/** What a secret is sealed for: it opens nowhere else. */
const contextOf = (id: Id): string => `http-routes/${id}`;

/** Where secrets of routes lie. */
export const sealedRouteSecrets: SealedColumn = {
  table: 'http_routes',
  columns: [],
  contextOf: ({ id }) => contextOf(id!),
};

// To the millisecond, as times go out and come back in.
const NOW = `date_trunc('milliseconds', now())`;

const COLUMNS = `id, workspace_id as "workspaceId", name, method, path, pattern, task_id as "taskId", mode, auth,
  sealed, allowed_origins as "allowedOrigins", request_mode as "requestMode", enabled,
  changed_epoch as "changedEpoch", created_at as "createdAt", updated_at as "updatedAt",
  deleted_at as "deletedAt"`;

async function isTaken(
  tx: Transaction,
  workspaceId: Id,
  id: Id,
  { method, pattern }: Pick<RouteColumns, 'method' | 'pattern'>,
): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from http_routes
     where workspace_id = $1 and id <> $2 and method = $3 and pattern = $4 and deleted_at is null`,
    [workspaceId, id, method, pattern],
  );
  return rows.length > 0;
}

const documents: readonly string[] = ['auth', 'allowed_origins'];

/** A column for each setting given; they have the same names. */
const columnsOf = (
  settings: RouteColumnsPatch & { sealed?: string | null | undefined },
): [string, unknown][] =>
  Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, documents.includes(name) ? JSON.stringify(value) : value]);
