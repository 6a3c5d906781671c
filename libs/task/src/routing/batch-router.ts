import { Batcher, MillwrightError, type Id } from '@millwright/kernel';
import type { EventFilterGate } from '../filters/event-filter-gate.ts';
import { FiltersChanged } from '../filters/filter-verdict.ts';
import type { PublishDue } from '../runs/publish-due.ts';
import { internalFault } from '../running/run-outcome.ts';
import type { EventRouter, Routed } from './event-router.ts';
import type { EventToRoute } from './event-to-route.ts';
import { hintedEvent, OlderEventsDue } from './older-events-due.ts';

/** What routing one event came to: nothing to say, why it could not be done, or that its filters have changed. */
type Routing = { error: unknown } | 'judge again' | undefined;

/** An event in hand, and how many batches had failed for now when it came. */
interface InHand {
  event: EventToRoute;
  failures: number;
}

const mayPass = (routing: Routing): boolean =>
  typeof routing === 'object' && isForNow(routing.error);

const isForNow = (error: unknown): boolean => error instanceof MillwrightError && error.retry;

const MAX_BATCH = 200;

/**
 * Routes events as they come, those that wait together in one transaction, batches one after another. A batch that
 * fails for another reason than a lost connection goes event by event, so that a bad one harms no neighbour.
 */
export class BatchRouter {
  private readonly batcher = new Batcher<InHand, Routing>({ maxItems: MAX_BATCH }, (batch) =>
    this.routeInHand(batch),
  );
  private failures = 0;
  private lastFailure: Routing;

  /** Of each Workspace that keeps its order, the last event to be judged. */
  private readonly lastJudged = new Map<Id, Promise<unknown>>();

  constructor(
    private readonly router: EventRouter,
    private readonly publish: PublishDue,
    private readonly report: (routed: Routed) => void,
    private readonly filters?: EventFilterGate,
    private readonly keepsOrder: (workspaceId: Id) => boolean = () => false,
  ) {}

  /**
   * Resolves once the event is routed and committed. Filters are rendered before it joins a batch, so that slow ones
   * hold up nobody else's events, and their own Workspace's only where the order is kept.
   */
  async add(event: EventToRoute): Promise<void> {
    const { failures } = this;
    for (;;) {
      const routing = await this.batcher.add({ event: await this.judged(event), failures });
      if (routing === undefined) return;
      if (routing !== 'judge again') throw routing.error;
    }
  }

  private judged(event: EventToRoute): EventToRoute | Promise<EventToRoute> {
    if (this.filters === undefined) return event;
    const judging = this.filters.judged(event);
    const workspaceId = event.event?.workspace_id;
    if (workspaceId === undefined || !this.keepsOrder(workspaceId)) return judging;
    return this.inTurn(workspaceId, judging);
  }

  /** All are judged at once, and go on in the order in which they came. */
  private async inTurn(workspaceId: Id, judging: Promise<EventToRoute>): Promise<EventToRoute> {
    const turn = Promise.allSettled([this.lastJudged.get(workspaceId), judging]);
    this.lastJudged.set(workspaceId, turn);
    await turn;
    if (this.lastJudged.get(workspaceId) === turn) this.lastJudged.delete(workspaceId);
    return judging;
  }

  /** What was in hand when a batch failed for now comes again with it: routed before that, it would overtake it. */
  private async routeInHand(batch: readonly InHand[]): Promise<Routing[]> {
    const { failures, lastFailure } = this;
    const next = batch.filter((each) => each.failures === failures).map(({ event }) => event);
    const routings = next.length === 0 ? [] : await this.route(next);
    const failure = routings.find(mayPass);
    if (failure !== undefined) {
      this.failures += 1;
      this.lastFailure = failure;
    }
    return batch.map((each) => (each.failures === failures ? routings.shift() : lastFailure));
  }

  private async route(
    batch: readonly EventToRoute[],
    passedOver: ReadonlySet<Id> = new Set(),
  ): Promise<Routing[]> {
    try {
      const routed = await this.router.route(batch, passedOver);
      await this.publish(routed.messages);
      this.report(routed);
      return batch.map(() => undefined);
    } catch (error) {
      if (error instanceof OlderEventsDue) {
        return this.routeAfter(error.eventIds, batch, passedOver);
      }
      if (error instanceof FiltersChanged) return this.routeOthers(batch, error.eventIds);
      if (isForNow(error)) return batch.map(() => ({ error }));
      if (batch.length === 1) return [await this.giveUp(batch[0]!, error)];
      const single: Routing[] = [];
      for (const event of batch) {
        const failure = single.find(mayPass);
        single.push(...(failure === undefined ? await this.route([event]) : [failure]));
      }
      return single;
    }
  }

  /** Routes older events before a batch. What of them cannot be routed is parked; nobody waits for it. */
  private async routeAfter(
    olderIds: readonly Id[],
    batch: readonly EventToRoute[],
    passedOver: ReadonlySet<Id>,
  ): Promise<Routing[]> {
    for (let ids = olderIds; ids.length > 0;) {
      const judged = await Promise.all(ids.map(async (id) => this.judged(hintedEvent(id))));
      const routings = await this.route(judged, passedOver);
      const failure = routings.find(mayPass);
      if (failure !== undefined) return batch.map(() => failure);
      ids = ids.filter((_id, index) => routings[index] === 'judge again');
    }
    return this.route(batch, new Set([...passedOver, ...olderIds]));
  }

  /** Routes what needs no other judgement; the rest goes back to be judged by the filters as they are now. */
  private async routeOthers(
    batch: readonly EventToRoute[],
    stale: ReadonlySet<Id>,
  ): Promise<Routing[]> {
    const others = batch.filter(({ eventId }) => !stale.has(eventId));
    const routed = others.length === 0 ? [] : await this.route(others);
    return batch.map(({ eventId }) => (stale.has(eventId) ? 'judge again' : routed.shift()));
  }

  /** What cannot be routed is parked; if it has a row, that says so, and is not published again for ever. */
  private async giveUp(event: EventToRoute, error: unknown): Promise<Routing> {
    try {
      await this.router.fail(event, internalFault(error));
      return { error };
    } catch (cause) {
      return { error: cause };
    }
  }
}
