import { Batcher, type Id } from '@millwright/kernel';
import type { EventFilterGate } from '../filters/event-filter-gate.ts';
import type { PublishDue } from '../runs/publish-due.ts';
import { BatchSteps } from './batch-steps.ts';
import { CatchingUp } from './catching-up.ts';
import type { EventRouter, Routed } from './event-router.ts';
import type { EventToRoute } from './event-to-route.ts';
import { nothingKnown } from './older-events-due.ts';
import { failedForNow, isBehind, type Routing } from './routings.ts';

/** An event in hand, and how many batches had failed for now when it came. */
interface InHand {
  event: EventToRoute;
  failures: number;
}

/** What its batch came to for an event; one that has to wait for older events is routed later. */
type InBatch = { now: Routing } | { later: Promise<Routing> };

const MAX_BATCH = 200;

/**
 * Routes events as they come, those that wait together in one transaction, batches one after another. Where the order
 * is kept and older events are due, a Workspace catches up beside the others.
 */
export class BatchRouter {
  private readonly batcher = new Batcher<InHand, InBatch>({ maxItems: MAX_BATCH }, (batch) =>
    this.steps.inTurn(() => this.routeInHand(batch)),
  );
  private readonly steps: BatchSteps;
  private failures = 0;
  private lastFailure: Routing;

  /** Of each Workspace that keeps its order, the last event to be judged. */
  private readonly lastJudged = new Map<Id, Promise<unknown>>();
  private readonly catchingUp = new Map<Id, CatchingUp>();

  constructor(
    router: EventRouter,
    publish: PublishDue,
    report: (routed: Routed) => void,
    private readonly filters?: EventFilterGate,
    private readonly keepsOrder: (workspaceId: Id) => boolean = () => false,
  ) {
    this.steps = new BatchSteps({ router, publish, report });
  }

  /**
   * Resolves once the event is routed and committed. Filters are rendered before it joins a batch, so that slow ones
   * hold up nobody else's events, and their own Workspace's only where the order is kept.
   */
  async add(event: EventToRoute): Promise<void> {
    const { failures } = this;
    for (;;) {
      const inBatch = await this.batcher.add({ event: await this.judged(event), failures });
      const routing = 'later' in inBatch ? await inBatch.later : inBatch.now;
      if (routing === undefined) return;
      if (routing !== 'judge again' && !isBehind(routing)) throw routing.error;
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
  private async routeInHand(batch: readonly InHand[]): Promise<InBatch[]> {
    const { failures, lastFailure } = this;
    const next = batch.filter((each) => each.failures === failures);
    const routings = await this.routeHere(next.map(({ event }) => event));
    this.noteFailure(routings.find(failedForNow));
    const known = new Map(next.map((each, index) => [each, routings[index]]));
    const hasFailed = this.failures > failures;
    return batch.map((each) => {
      const routing = known.has(each) ? known.get(each) : lastFailure;
      if (!isBehind(routing)) return { now: routing };
      if (hasFailed) return { now: this.lastFailure };
      return { later: this.wait(routing.behind, each.event) };
    });
  }

  /** Routes those whose Workspaces have no older events to route first. */
  private async routeHere(batch: readonly EventToRoute[]): Promise<Routing[]> {
    const held = new Set(this.catchingUp.keys());
    const isHeld = ({ event }: EventToRoute): boolean => held.has(event?.workspace_id ?? '');
    const free = batch.filter((event) => !isHeld(event));
    const { routings } = await this.steps.route(free, { ...nothingKnown, held });
    return batch.map((event) =>
      isHeld(event) ? { behind: event.event!.workspace_id } : routings.shift(),
    );
  }

  private wait(workspaceId: Id, event: EventToRoute): Promise<Routing> {
    const known = this.catchingUp.get(workspaceId);
    if (known !== undefined) return known.add(event);
    const { steps } = this;
    const judged = (older: EventToRoute): ReturnType<typeof this.judged> => this.judged(older);
    const ended = (failure: Routing): void => {
      this.catchingUp.delete(workspaceId);
      if (failedForNow(failure)) this.noteFailure(failure);
    };
    const begun = new CatchingUp({ steps, judged, maxItems: MAX_BATCH, ended });
    this.catchingUp.set(workspaceId, begun);
    const routed = begun.add(event);
    void begun.run();
    return routed;
  }

  private noteFailure(failure: Routing): void {
    if (failure === undefined) return;
    this.failures += 1;
    this.lastFailure = failure;
  }
}
