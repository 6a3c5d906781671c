import type { Id } from '@millwright/kernel';
import { FiltersChanged } from '../filters/filter-verdict.ts';
import type { PublishDue } from '../runs/publish-due.ts';
import { internalFault } from '../running/run-outcome.ts';
import type { EventRouter, Routed } from './event-router.ts';
import type { EventToRoute } from './event-to-route.ts';
import { nothingKnown, OlderEventsDue, type OrderKnown } from './older-events-due.ts';
import { failedForNow, isBehind, isForNow, type Routing } from './routings.ts';

/** What became of each event of a batch, and the older ones that some of them have to wait for. */
export interface BatchRouted {
  routings: Routing[];
  older: readonly Id[];
}

/** What a batch is routed with. */
export interface BatchTools {
  router: EventRouter;
  publish: PublishDue;
  report: (routed: Routed) => void;
}

/**
 * Routes one batch at a time, in the order in which they are asked for. A batch that fails for another reason than a
 * lost connection goes event by event, so that a bad one harms no neighbour.
 */
export class BatchSteps {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly tools: BatchTools) {}

  /** Does a step when those before it are done. */
  inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const turn = this.last.then(step);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async route(
    batch: readonly EventToRoute[],
    order: OrderKnown = nothingKnown,
  ): Promise<BatchRouted> {
    const { router, publish, report } = this.tools;
    if (batch.length === 0) return { routings: [], older: [] };
    try {
      const routed = await router.route(batch, order);
      await publish(routed.messages);
      report(routed);
      return { routings: batch.map(() => undefined), older: [] };
    } catch (error) {
      if (error instanceof OlderEventsDue) return this.routeUnordered(batch, error, order);
      if (error instanceof FiltersChanged) {
        const stale = new Map([...error.eventIds].map((id) => [id, 'judge again'] as const));
        return this.routeOthers(batch, stale, order);
      }
      if (isForNow(error)) return { routings: batch.map(() => ({ error })), older: [] };
      if (batch.length > 1) return this.routeEach(batch, order);
      return { routings: [await this.giveUp(batch[0]!, error)], older: [] };
    }
  }

  /** Routes what has to wait for no older ones. */
  private async routeUnordered(
    batch: readonly EventToRoute[],
    { eventIds, waiting }: OlderEventsDue,
    order: OrderKnown,
  ): Promise<BatchRouted> {
    const behind = new Map([...waiting].map(([id, workspaceId]) => [id, { behind: workspaceId }]));
    const { routings, older } = await this.routeOthers(batch, behind, order);
    return { routings, older: [...eventIds, ...older] };
  }

  /** Routes what of a batch nothing is known of yet. */
  private async routeOthers(
    batch: readonly EventToRoute[],
    known: ReadonlyMap<Id, Routing>,
    order: OrderKnown,
  ): Promise<BatchRouted> {
    const others = batch.filter(({ eventId }) => !known.has(eventId));
    const { routings, older } = await this.route(others, order);
    return {
      routings: batch.map(({ eventId }) =>
        known.has(eventId) ? known.get(eventId) : routings.shift(),
      ),
      older,
    };
  }

  /** After a failure for now nothing more is tried; behind one that waits, its Workspace waits. */
  private async routeEach(
    batch: readonly EventToRoute[],
    { passedOver, held }: OrderKnown,
  ): Promise<BatchRouted> {
    const waiting = new Set(held);
    const each: BatchRouted = { routings: [], older: [] };
    for (const event of batch) {
      const failure = each.routings.find(failedForNow);
      if (failure !== undefined) {
        each.routings.push(failure);
        continue;
      }
      const { routings, older } = await this.route([event], { passedOver, held: waiting });
      for (const routing of routings) if (isBehind(routing)) waiting.add(routing.behind);
      each.routings.push(...routings);
      each.older = [...each.older, ...older];
    }
    return each;
  }

  /** What cannot be routed is parked; if it has a row, that says so, and is not published again for ever. */
  private async giveUp(event: EventToRoute, error: unknown): Promise<Routing> {
    try {
      await this.tools.router.fail(event, internalFault(error));
      return { error };
    } catch (cause) {
      return { error: cause };
    }
  }
}
