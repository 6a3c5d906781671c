import type { Id } from '@millwright/kernel';
import type { BatchSteps } from './batch-steps.ts';
import type { EventToRoute } from './event-to-route.ts';
import { hintedEvent } from './older-events-due.ts';
import { failedForNow, isBehind, type Routing } from './routings.ts';

/** What a Workspace catches up with. */
export interface CatchingUpTools {
  steps: BatchSteps;
  judged: (event: EventToRoute) => EventToRoute | Promise<EventToRoute>;
  maxItems: number;
  /** Nothing more is taken: all is routed, or all that waits fails for what is told. */
  ended: (failure: Routing) => void;
}

interface Waiting {
  event: EventToRoute;
  resolve: (routing: Routing) => void;
}

/**
 * The events of one Workspace that wait for older ones. These are judged and routed a batch at a time, in turn with the
 * batches of everybody else; then come those that wait, in the order in which they came.
 */
export class CatchingUp {
  private readonly waiting: Waiting[] = [];
  /** Older ones that were tried last, and those of them that are due all the same. */
  private tried = new Set<Id>();
  private readonly passedOver = new Set<Id>();

  constructor(private readonly tools: CatchingUpTools) {}

  /** Resolves with what became of it. */
  add(event: EventToRoute): Promise<Routing> {
    return new Promise((resolve) => {
      this.waiting.push({ event, resolve });
    });
  }

  /** Goes on until nothing waits. After a failure for now all that waits fails with it, so that nothing is overtaken. */
  async run(): Promise<void> {
    let failure: Routing;
    try {
      while (this.waiting.length > 0 && failure === undefined) failure = await this.next();
    } catch (error) {
      failure = { error };
    }
    this.tools.ended(failure);
    for (const { resolve } of this.waiting.splice(0)) resolve(failure);
  }

  /** Tries those that wait longest, then what they wait for. Answers a failure for now. */
  private async next(): Promise<Routing> {
    const { steps, maxItems } = this.tools;
    const first = this.waiting.slice(0, maxItems);
    const { routings, older } = await steps.inTurn(() =>
      steps.route(
        first.map(({ event }) => event),
        { passedOver: this.passedOver, held: nobody },
      ),
    );
    const left = first.filter((each, index) => {
      const routing = routings[index];
      if (!isBehind(routing)) each.resolve(routing);
      return isBehind(routing);
    });
    this.waiting.splice(0, first.length, ...left);
    return routings.find(failedForNow) ?? (await this.routeOlder(older));
  }

  /** What of them cannot be routed is parked or passed over; nobody waits for it. */
  private async routeOlder(older: readonly Id[]): Promise<Routing> {
    for (const id of older) if (this.tried.has(id)) this.passedOver.add(id);
    const { steps, judged } = this.tools;
    let ids = older.filter((id) => !this.passedOver.has(id));
    this.tried = new Set(ids);
    while (ids.length > 0) {
      const events = await Promise.all(ids.map(async (id) => judged(hintedEvent(id))));
      const passedOver = new Set([...this.passedOver, ...ids]);
      const { routings } = await steps.inTurn(() =>
        steps.route(events, { passedOver, held: nobody }),
      );
      const failure = routings.find(failedForNow);
      if (failure !== undefined) return failure;
      for (const [index, id] of ids.entries()) {
        if (isBehind(routings[index])) this.tried.delete(id);
      }
      ids = ids.filter((_id, index) => routings[index] === 'judge again');
    }
    return undefined;
  }
}

const nobody: ReadonlySet<Id> = new Set();
