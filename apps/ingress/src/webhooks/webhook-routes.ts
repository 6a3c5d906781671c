import { Injectable } from '@nestjs/common';
import { Database } from '@millwright/database';
import { Batcher, type Id } from '@millwright/kernel';
import { WebhookRouteStore, type RoutesAt, type WebhookRoute } from '@millwright/webhook';

const FRESH_MS = 2_000;
const MAX_ABSENT = 10_000;
const BATCH = 500;

/**
 * The webhooks in use, in memory. What is known is served also while the database is away; that an id belongs to
 * nobody is believed only while we would have heard of its creation, since a false 204 loses an event.
 */
@Injectable()
export class WebhookRoutes {
  private readonly routes = new Map<Id, KnownRoute>();
  private readonly absent = new Set<Id>();
  private readonly loads: Batcher<Id, WebhookRoute | null>;
  private epoch: number | undefined;
  private freshUntil = 0;

  constructor(
    private readonly database: Database,
    private readonly store: WebhookRouteStore,
  ) {
    this.loads = new Batcher({ maxItems: BATCH, concurrency: 2 }, (ids) => this.loadAll(ids));
  }

  /** An enabled webhook, null when there is none of that id, undefined when that has to be looked up. */
  get(id: Id): WebhookRoute | null | undefined {
    const known = this.routes.get(id);
    if (known !== undefined) return known.route;
    return this.absent.has(id) && Date.now() < this.freshUntil ? null : undefined;
  }

  /** Looks an id up, together with others that are asked for now. @throws DatabaseUnavailableError */
  load(id: Id): Promise<WebhookRoute | null> {
    return this.loads.add(id);
  }

  /** Drops what has changed since the last time. @throws DatabaseUnavailableError */
  async refresh(): Promise<void> {
    const startedAt = Date.now();
    if (this.epoch === undefined) {
      this.epoch = (await this.store.routesOf(this.database, [])).epoch;
    } else {
      const { epoch, webhookIds, workspaceIds } = await this.store.changesSince(
        this.database,
        this.epoch,
      );
      this.epoch = epoch;
      for (const id of webhookIds) this.drop(id, epoch);
      if (workspaceIds.length > 0) this.dropWorkspaces(new Set(workspaceIds), epoch);
    }
    this.freshUntil = startedAt + FRESH_MS;
  }

  private async loadAll(ids: readonly Id[]): Promise<(WebhookRoute | null)[]> {
    const wanted = [...new Set(ids)];
    for (;;) {
      const { epoch, routes } = await this.store.routesOf(this.database, wanted);
      this.epoch ??= epoch;
      // Read again what was read before the last refresh came in between: nothing would ever drop it. Kept in the same
      // turn, before another one can.
      if (epoch >= this.epoch) return this.keep(ids, routes, epoch);
    }
  }

  private keep(
    ids: readonly Id[],
    routes: RoutesAt['routes'],
    epoch: number,
  ): (WebhookRoute | null)[] {
    if (this.absent.size + ids.length > MAX_ABSENT) this.absent.clear();
    return ids.map((id) => {
      const route = routes.get(id) ?? null;
      if (route === null) this.absent.add(id);
      else this.routes.set(id, { route, epoch });
      return route;
    });
  }

  /** Who was read with the change, or after it, stays: with the database away nobody could read it again. */
  private drop(id: Id, changedBy: number): void {
    if (isOlder(this.routes.get(id), changedBy)) this.routes.delete(id);
    this.absent.delete(id);
  }

  /** Webhooks of a deleted Workspace are nobody's; an unknown id may be of one that came back. */
  private dropWorkspaces(workspaceIds: ReadonlySet<Id>, changedBy: number): void {
    for (const [id, known] of this.routes) {
      if (workspaceIds.has(known.route.workspaceId) && isOlder(known, changedBy)) {
        this.routes.delete(id);
      }
    }
    this.absent.clear();
  }
}

/** A webhook as it was at an epoch. */
interface KnownRoute {
  route: WebhookRoute;
  epoch: number;
}

const isOlder = (known: KnownRoute | undefined, epoch: number): boolean =>
  known !== undefined && known.epoch < epoch;
