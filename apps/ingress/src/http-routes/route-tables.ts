import { Database } from '@millwright/database';
import { EpochCache, HttpRouteStore, RouteMatcher, type ServedRoute } from '@millwright/job';
import type { Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';

/** The HTTP routes of one Workspace. */
export type RouteTable = RouteMatcher<ServedRoute>;

/** The HTTP routes of Workspaces, in memory. `refresh` is to be called twice a second. */
@Injectable()
export class RouteTables {
  private readonly tables: EpochCache<RouteTable>;

  constructor(
    private readonly database: Database,
    private readonly store: HttpRouteStore,
  ) {
    this.tables = new EpochCache(database, (workspaceId) => this.load(workspaceId));
  }

  /** @throws DatabaseUnavailableError */
  async of(workspaceId: Id): Promise<RouteTable> {
    return (await this.tables.get(workspaceId)) ?? noRoutes;
  }

  /** Drops what has changed since the last time. @throws DatabaseUnavailableError */
  refresh(): Promise<void> {
    return this.tables.refresh();
  }

  private async load(workspaceId: Id): Promise<RouteTable> {
    const { routes } = await this.store.routesOf(this.database, workspaceId);
    return new RouteMatcher(routes);
  }
}

const noRoutes: RouteTable = new RouteMatcher([]);
