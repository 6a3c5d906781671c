import type { Database } from '@millwright/database';
import { MillwrightError, type Id } from '@millwright/kernel';
import type { BatchRouter } from './batch-router.ts';

const AT_ONCE = 1_000;

/**
 * What earlier processes left due of Workspaces that keep their order. It is routed before anything newer: the
 * reconciler would publish it again only when newer events of the same Workspace have long gone out.
 */
export class LeftOverEvents {
  private routing: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly router: Pick<BatchRouter, 'add'>,
  ) {}

  /** Resolves once all of it is routed, at once from then on. @throws what keeps it from being read or routed */
  routed(): Promise<void> {
    this.routing ??= this.routeAll().catch((error: unknown) => {
      this.routing = undefined;
      throw error;
    });
    return this.routing;
  }

  private async routeAll(): Promise<void> {
    let after: Id | null = null;
    for (;;) {
      const ids = await this.next(after);
      const routings = ids.map((eventId) => this.router.add(hinted(eventId)));
      for (const routing of await Promise.allSettled(routings)) {
        // What cannot be routed is parked; nobody waits for it.
        if (routing.status === 'rejected' && mayPass(routing.reason)) throw routing.reason;
      }
      if (ids.length < AT_ONCE) return;
      after = ids.at(-1)!;
    }
  }

  private async next(after: Id | null): Promise<Id[]> {
    const rows = await this.database.query<{ id: Id }>(
      `select w.id from work w join workspaces s on s.id = w.workspace_id
       where w.kind = 'event' and w.state = 'due' and s.keeps_order and ($1::uuid is null or w.id > $1)
       order by w.id limit $2`,
      [after, AT_ONCE],
    );
    return rows.map(({ id }) => id);
  }
}

const mayPass = (error: unknown): boolean => error instanceof MillwrightError && error.retry;

const hinted = (eventId: Id) => ({
  eventId,
  stored: true,
  event: undefined,
  data: undefined,
  request: null,
});
